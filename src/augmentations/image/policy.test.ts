import { describe, expect, test } from 'vitest';
import { operationsFor } from './augmentImages.ts';
import { chosenOperations } from './policy.ts';
import { randAugment } from './randAugment.ts';
import { trivialAugment } from './trivialAugment.ts';
import { makeGraph } from '../../graph/graph.ts';
import { input } from '../../graph/value.ts';
import { interpret } from '../../runtime/reference.ts';
import { OptionError } from '../../util/errors.ts';
import { act, applied } from '../../../test/helpers/augment.ts';
import { seededDraw } from '../../../test/helpers/draw.ts';
import { keyArray } from '../../../test/helpers/layers.ts';

const colour = { channels: 3, height: 8, width: 8 };

test('policies choose among what has a magnitude and acts on such pictures', () => {
  const names = ['brightness', 'contrast', 'posterize', 'rotate', 'saturation', 'shear', 'shift', 'solarize'];
  expect(operationsFor(colour).map(({ name }) => name)).toEqual(names);
  expect(operationsFor({ ...colour, channels: 1 }).map(({ name }) => name)).not.toContain('saturation');
});

test('magnitudes give options that each operation takes, the wider the higher', () => {
  for (const operation of operationsFor(colour)) {
    const width = (magnitude: number) => {
      const options = operation.atMagnitude!(magnitude) as Readonly<
        Record<string, readonly [number, number]>
      >;
      operation.check(options);
      return Object.values(options).reduce((sum, [low, high]) => sum + high - low, 0);
    };
    expect(width(0)).toBe(0);
    expect(width(0.5)).toBeGreaterThan(0);
    expect(width(1)).toBeGreaterThan(width(0.5));
  }
});

/** For each operation, to how many of `batch` examples it happens, and for each example to how many operations. */
function happenings(policy: typeof trivialAugment, options: object, batch: number) {
  const key = input('key', [], 'uint32');
  const all = { ...policy.defaults, ...options };
  const draws = policy.sample({ key, salt: 9, batch }, all);
  const chosen = chosenOperations(draws, operationsFor(colour), policy.magnitude(all));
  const graph = makeGraph(
    'chosen',
    [key],
    Object.fromEntries(chosen.map(({ applied: { augmentation }, allowed }) => [augmentation.name, allowed])),
  );
  const lists = Object.values(interpret(graph, { key: keyArray(0x9e3779b1) })).map(({ data }) =>
    Array.from(data),
  );
  return {
    byOperation: lists.map((list) => list.reduce((a, b) => a + b)),
    byExample: Array.from({ length: batch }, (_, n) => lists.reduce((sum, list) => sum + list[n]!, 0)),
  };
}

describe('choices', () => {
  const batch = 9000;
  const within = (count: number, share: number) =>
    expect(Math.abs(count - batch * share)).toBeLessThan(4 * Math.sqrt(batch * share * (1 - share)));

  test('trivialAugment: one operation for each example, all alike, or none as often as each', () => {
    const { byOperation, byExample } = happenings(trivialAugment, {}, batch);
    for (const count of byOperation) within(count, 1 / 9);
    expect(Math.max(...byExample)).toBe(1);
    within(byExample.filter((count) => count === 0).length, 1 / 9);
  });

  test('randAugment: so many choices, of which two alike are one', () => {
    const { byOperation, byExample } = happenings(
      randAugment as unknown as typeof trivialAugment,
      { operations: 2 },
      batch,
    );
    for (const count of byOperation) within(count, 1 - (8 / 9) ** 2);
    within(byExample.filter((count) => count === 2).length, (8 / 9) * (7 / 9));
    within(byExample.filter((count) => count === 0).length, 1 / 81);
    expect(Math.max(...byExample)).toBe(2);
  });

  test('with a probability the others are left alone', () => {
    const { byExample } = happenings(trivialAugment, { probability: 0.25 }, batch);
    within(byExample.filter((count) => count === 0).length, 1 - 0.25 * (8 / 9));
  });
});

test('a picture is changed by the operation it drew and by no other', () => {
  // Pictures of one colour that do not turn: only what changes colours shows.
  const shape = [300, 1, 4, 4];
  const level = seededDraw('level', 3).real([300], -1, 1).data;
  const pictures = {
    dtype: 'float32' as const,
    shape,
    data: Float64Array.from({ length: 300 * 16 }, (_, at) => level[Math.floor(at / 16)]!),
  };
  const { data } = act(pictures, [applied(trivialAugment)], 5);
  const changed = Array.from(level).filter((x, n) => Math.abs(data[n * 16]! - x) > 1e-9).length;
  // Of 8 choices brightness changes all; contrast, geometry and leaving alone nothing; posterize and solarize some.
  expect(changed).toBeGreaterThan(300 / 8);
  expect(changed).toBeLessThan((300 * 3) / 8 + 30);
});

test.each([
  [{ operations: 0 }, 'operations must be a whole number from 1 to 8. Received operations=0'],
  [{ operations: 1.5 }, 'operations must be'],
  [{ magnitude: 9 }, 'magnitude must be in [0, 1]. Received magnitude=9'],
])('randAugment refuses %o', (options, message) => {
  const check = () => randAugment.check({ ...randAugment.defaults, ...options });
  expect(check).toThrow(OptionError);
  expect(check).toThrow(message);
});
