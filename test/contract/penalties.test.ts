import { describe, expect, test } from 'vitest';
import { seededDraw } from '../helpers/draw.ts';
import { gradientError, runtimeDifference } from '../helpers/numeric.ts';
import { thingsOf } from '../helpers/rooms.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import type { NdArray } from '../../src/graph/types.ts';
import { input } from '../../src/graph/value.ts';
import { grad } from '../../src/ops/grad.ts';
import type { Penalty } from '../../src/penalties/penalty.ts';
import { interpret } from '../../src/runtime/reference.ts';

const penalties = await thingsOf<Penalty>('penalties');

/** The penalty of one weight, and the power by which it grows. */
const plain: Readonly<Record<string, { of: (w: number) => number; power: number }>> = {
  l1: { of: Math.abs, power: 1 },
  l2: { of: (w) => w * w, power: 2 },
};

/** Weights of both signs, none near 0, where |w| has a kink. */
const weights = (seed: number): NdArray => {
  const array = seededDraw('penalty', seed).real([3, 4], 0.1, 2);
  return { ...array, data: Float64Array.from(array.data, (w, i) => (i % 2 ? w : -w)) };
};

function program(penalty: Penalty) {
  const w = input('w', [3, 4]);
  const value = penalty.apply(w);
  return makeGraph(penalty.name, [w], { value, slope: grad(value, [w])[0]! });
}

const valueOf = (penalty: Penalty, w: NdArray) => interpret(program(penalty), { w }).value!.data[0]!;
const scaled = (w: NdArray, by: number): NdArray => ({
  ...w,
  data: Float64Array.from(w.data, (x) => by * x),
});

describe.each(penalties)('penalty $name', ({ name, thing: penalty }) => {
  const known = plain[name];

  test('is the sum of its formula over the weights', () => {
    expect(penalty.name).toBe(name);
    expect(Object.isFrozen(penalty)).toBe(true);
    if (!known) throw new Error(`add the formula of ${name} to plain in test/contract/penalties.test.ts`);
    const w = weights(1);
    expect(valueOf(penalty, w)).toBeCloseTo(
      Array.from(w.data, known.of).reduce((a, b) => a + b),
      10,
    );
    expect(valueOf(penalty, scaled(w, 0))).toBe(0);
    expect(valueOf(penalty, scaled(w, -3)) / valueOf(penalty, w)).toBeCloseTo(3 ** known.power, 10);
  });

  test('has the gradient of its central differences for weights of both signs', () => {
    for (const seed of [1, 2, 3])
      expect(gradientError((w) => penalty.apply(w!), [weights(seed)])).toBeLessThan(1e-7);
  });

  test('draws every weight towards zero, and leaves a zero alone', () => {
    const w = weights(2);
    const { slope } = interpret(program(penalty), { w });
    w.data.forEach((x, i) => expect(Math.sign(slope!.data[i]!)).toBe(Math.sign(x)));
    const atZero = interpret(program(penalty), { w: scaled(w, 0) }).slope!;
    expect(Array.from(atZero.data, Math.abs)).toEqual(new Array(12).fill(0));
  });

  test('runs in onnxruntime as in the reference', async () => {
    expect(await runtimeDifference(program(penalty), { w: weights(3) })).toBeLessThan(1e-5);
  });
});
