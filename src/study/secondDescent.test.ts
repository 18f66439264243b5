import { describe, expect, test } from 'vitest';
import { findSecondDescent } from './secondDescent.ts';
import { recipe } from '../recipe/schema.ts';
import { randomKey, uniformAt } from '../util/random.ts';
import { trialResult } from '../../test/helpers/trials.ts';

/** Sizes of 10, 20, 40, … parameters with these mean losses, over eight pairs that differ by `noise`. */
const sizesOf = (losses: readonly number[], noise = 0.01, name: string | number = 'descent') =>
  losses.map((loss, i) => ({
    recipe: recipe({ architecture: { name: 'mlp', size: 2 ** i } }),
    results: Array.from({ length: 8 }, (_, pair) => {
      const own = loss + noise * (uniformAt(randomKey(name, i), pair) - 0.5);
      return trialResult({ loss: 0, accuracy: 1 }, { loss: own, accuracy: 0.5 }, { parameters: 10 * 2 ** i });
    }),
  }));

describe('the second descent', () => {
  test('is the highest of what lies between a better smaller size and a better larger one', () => {
    const found = findSecondDescent(sizesOf([0.9, 0.5, 0.6, 0.7, 0.65, 0.4]))!;
    expect(found.parameters).toEqual({ before: 20, peak: 80, after: 320 });
    expect(found.rise.mean).toBeCloseTo(0.2, 1);
    expect(found.fall.mean).toBeCloseTo(0.3, 1);
    expect(found.rise.interval[0]).toBeGreaterThan(0);
    expect(found.rise.pairs).toBe(8);
  });

  test('does not depend on the order in which sizes were tried', () => {
    const sizes = sizesOf([0.5, 0.7, 0.4]);
    expect(findSecondDescent([...sizes].reverse())).toEqual(findSecondDescent(sizes));
    expect(findSecondDescent(sizes)!.parameters.peak).toBe(20);
  });

  test.each([
    ['one descent', [0.9, 0.7, 0.5, 0.4]],
    ['one valley', [0.9, 0.5, 0.6, 0.8]],
    ['a rise', [0.4, 0.5, 0.6]],
    ['two sizes', [0.4, 0.5]],
    ['one', [0.4]],
    ['none', []],
  ])('is none in %s', (_, losses) => expect(findSecondDescent(sizesOf(losses))).toBeUndefined());

  test('is hardly ever found where sizes differ by chance alone', () => {
    const found = Array.from({ length: 300 }, (_, round) =>
      findSecondDescent(sizesOf([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 0.5, round)),
    ).filter((one) => one !== undefined);
    expect(found.length).toBeLessThanOrEqual(15);
  });
});
