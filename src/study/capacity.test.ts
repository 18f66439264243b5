import { describe, expect, test } from 'vitest';
import { chooseCapacity, smallerSizes } from './capacity.ts';
import { recipe as checked } from '../recipe/schema.ts';
import { madeUpBench, pairsOf, trialResult } from '../../test/helpers/trials.ts';

describe('smaller sizes', () => {
  test.each([
    [256, [215, 181, 152, 128]],
    [12, [10, 8, 7, 6]],
    [8, [7, 6, 5, 4]],
    [3, [2, 1]],
    [2, [1]],
    [1, []],
  ])('%d: %j', (size, sizes) => expect(smallerSizes(size)).toEqual(sizes));

  test('fall, are whole and distinct, and at most as many as asked for', () => {
    for (let size = 1; size < 200; size++) {
      const sizes = smallerSizes(size, 6);
      expect(sizes.length).toBeLessThanOrEqual(6);
      [size, ...sizes].reduce((larger, smaller) => {
        expect(Number.isInteger(smaller) && smaller >= 1 && smaller < larger).toBe(true);
        return smaller;
      });
    }
  });
});

describe('the rule of one standard error', () => {
  const pairs = pairsOf(4);
  const recipe = checked({ architecture: { name: 'mlp', size: 16 } });
  /** Losses of the four pairs around a mean, with standard error 0.1. */
  const spread = [-1, -1, 1, 1].map((side) => side * 0.1 * Math.sqrt(3));

  async function chosenSize(losses: Readonly<Record<number, number>>) {
    const { bench } = madeUpBench(({ architecture: { size }, seed }) => {
      const loss = losses[size]! + spread[seed]!;
      return trialResult(
        { loss: 0, accuracy: 1 },
        { loss, accuracy: 1 - loss / 4 },
        { parameters: 10 * size },
      );
    });
    const results = await bench.pairs('', '', recipe, pairs);
    return chooseCapacity(bench, recipe, results, pairs);
  }

  test('takes the smallest whose loss is within one standard error of the best', async () => {
    const {
      recipe: chosen,
      records,
      results,
    } = await chosenSize({ 16: 0.5, 13: 0.45, 11: 0.54, 10: 0.56, 8: 0.9 });
    expect(chosen.architecture.size).toBe(11);
    expect(results[0]!.parameters).toBe(110);
    expect(records.map(({ size }) => size)).toEqual([16, 13, 11, 10, 8]);
    expect(records.map(({ chosen: isChosen }) => isChosen)).toEqual([false, false, true, false, false]);
    // Against the best, pair by pair; the best has nothing to be compared with.
    expect(records.map(({ lossEffect }) => lossEffect?.mean.toFixed(2))).toEqual([
      '-0.05',
      undefined,
      '-0.09',
      '-0.11',
      '-0.45',
    ]);
  });

  test('passes over a size that is worse where a smaller one is not', async () => {
    const { recipe: chosen } = await chosenSize({ 16: 0.5, 13: 0.9, 11: 0.5, 10: 0.9, 8: 0.9 });
    expect(chosen.architecture.size).toBe(11);
  });

  test('stays with the largest where all smaller ones are worse', async () => {
    const { recipe: chosen } = await chosenSize({ 16: 0.5, 13: 0.62, 11: 0.7, 10: 0.8, 8: 0.9 });
    expect(chosen.architecture.size).toBe(16);
  });

  test('takes the smallest of all where it is the best', async () => {
    const { recipe: chosen } = await chosenSize({ 16: 0.9, 13: 0.8, 11: 0.7, 10: 0.6, 8: 0.5 });
    expect(chosen.architecture.size).toBe(8);
  });
});
