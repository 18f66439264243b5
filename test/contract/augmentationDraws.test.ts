/**
 * What every image augmentation promises of its draws: within their ranges, uniform, by chance as often as
 * `probability` says, and independent between numbers, examples, steps and places.
 */
import { describe, expect, test } from 'vitest';
import { correlated, drawsOf, farFromEven, farFromUniform } from '../helpers/draws.ts';
import { thingsOf } from '../helpers/rooms.ts';
import type { ImageAugmentation } from '../../src/augmentations/image/augmentation.ts';
import { recipe } from '../../src/recipe/schema.ts';
import { deployableProgram, evaluationProgram, network, trainingProgram } from '../../src/recipe/compile.ts';
import type { Preparation } from '../../src/recipe/preparation.ts';
import { print } from '../../src/graph/print.ts';
import { initialState } from '../../src/train/state.ts';

const augmentations = await thingsOf<ImageAugmentation>('augmentations/image');

/** Draws that follow others by what their docstring says: a rectangle's aspect is cut to what fits its area. */
const dependent = new Set(['area aspect']);
/** Draws of another distribution than uniform, tested beside their files. */
const notUniform = new Set(['aspect']);

/** Ranges among the options, by the name of what is drawn from them. */
const rangesOf = ({ defaults }: ImageAugmentation) =>
  Object.entries(defaults).flatMap(([option, value]) =>
    option.endsWith('Range')
      ? [[option.slice(0, -5), value as unknown as readonly [number, number]] as const]
      : [],
  );

describe.each(augmentations)('draws of $name', ({ thing: augmentation }) => {
  const batch = 256;
  const draws = drawsOf(augmentation);
  const examples = 16 * batch;
  const numbers = Object.entries(draws).filter(
    ([, values]) => values.length === examples && new Set(values).size > 2,
  );

  test('what an option limits is drawn under its name, within the range and over all of it', () => {
    for (const [name, [low, high]] of rangesOf(augmentation)) {
      const values = draws[name];
      expect(values, `${name}Range is drawn as ${name}`).toBeDefined();
      const width = high - low;
      expect(Math.min(...values!)).toBeGreaterThanOrEqual(low - 1e-9);
      expect(Math.max(...values!)).toBeLessThanOrEqual(high + 1e-9);
      expect(Math.min(...values!)).toBeLessThan(low + 0.02 * width);
      expect(Math.max(...values!)).toBeGreaterThan(high - 0.02 * width);
      if (notUniform.has(name)) continue;
      if (values!.every(Number.isInteger)) expect(farFromEven(values!, [low, high])).toBeLessThan(4);
      else expect(farFromUniform(values!, [low, high])).toBeLessThan(1.95);
    }
  });

  test('it happens as often as probability says', () => {
    const never = drawsOf(augmentation, { probability: 0 });
    const some = drawsOf(augmentation, { probability: 0.3 });
    const happens = Array.from({ length: examples }, (_, n) =>
      Number(Object.keys(some).some((name) => some[name]![n] !== never[name]![n])),
    );
    const share = happens.reduce((a, b) => a + b, 0) / examples;
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / examples));
    // Whether it happens to one example says nothing of the next one, nor of the same one in the next step.
    for (const lag of [1, 2, batch])
      expect(Math.abs(correlated(happens, happens.slice(lag)))).toBeLessThan(4.5);
  });

  test('one number says nothing of another, of the next example, the next step or another place', () => {
    const elsewhere = drawsOf(augmentation, {}, { place: 1 });
    for (const [name, values] of numbers) {
      for (const lag of [1, 2, batch])
        expect(Math.abs(correlated(values, values.slice(lag))), `${name} after ${lag}`).toBeLessThan(4.5);
      expect(Math.abs(correlated(values, elsewhere[name]!)), `${name} elsewhere`).toBeLessThan(4.5);
      for (const [other, theirs] of numbers)
        if (other > name && !dependent.has(`${name} ${other}`))
          expect(Math.abs(correlated(values, theirs)), `${name} and ${other}`).toBeLessThan(4.5);
    }
  });
});

test('operations side by side draw apart', () => {
  const first = augmentations.map(({ name, thing }, place) => {
    const all = Object.entries(drawsOf(thing, { probability: 0.5 }, { place, keys: 8 }));
    return { name, values: all.find(([, values]) => new Set(values).size > 1)![1] };
  });
  for (const [i, a] of first.entries())
    for (const b of first.slice(0, i))
      expect(Math.abs(correlated(a.values, b.values)), `${a.name} and ${b.name}`).toBeLessThan(4.5);
});

describe('programs', () => {
  const preparation: Preparation = {
    features: {
      kind: 'image',
      channels: 3,
      height: 6,
      width: 8,
      mean: [100, 110, 120],
      deviation: [50, 60, 70],
    },
    target: { kind: 'classes', classes: ['a', 'b'] },
  };
  const net = (list: readonly { name: string }[]) =>
    network(
      recipe({ architecture: { name: 'mlp', size: 4 }, augmentations: list.map(({ name }) => ({ name })) }),
      preparation,
    );
  const plain = net([]);
  const values = Object.fromEntries(
    Object.keys(plain.specs).map((path) => [
      path,
      initialState(plain).tensors[`parameter/${path}`]!.data as Float32Array,
    ]),
  );

  test.each(augmentations)('evaluation and the deployed model contain no $name; training does', (one) => {
    const augmented = net([one]);
    expect(print(evaluationProgram(augmented))).toBe(print(evaluationProgram(plain)));
    const deployed = print(deployableProgram(augmented, preparation, values));
    expect(deployed).toBe(print(deployableProgram(plain, preparation, values)));
    expect(print(trainingProgram(augmented, 4).body)).not.toBe(print(trainingProgram(plain, 4).body));
  });
});
