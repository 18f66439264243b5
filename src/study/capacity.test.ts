import { describe, expect, test } from 'vitest';
import { chooseCapacity, smallerSizes } from './capacity.ts';
import { recipe as checked } from '../recipe/schema.ts';
import { madeUpBench, pairsOf, trialResult } from '../../test/helpers/trials.ts';

describe('smaller sizes', () => {
  test.each([
    [256, [181, 128, 91, 64, 45, 32, 23, 16, 11, 8, 6, 4, 3, 2, 1]],
    [12, [8, 6, 4, 3, 2, 1]],
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

  async function chosenSize(losses: Readonly<Record<number, number>>, most?: number) {
    const { bench } = madeUpBench(({ architecture: { size }, seed }) => {
      const loss = losses[size]! + spread[seed]!;
      return trialResult(
        { loss: 0, accuracy: 1 },
        { loss, accuracy: 1 - loss / 4 },
        { parameters: 10 * size },
      );
    });
    const results = await bench.pairs('', '', recipe, pairs);
    return chooseCapacity(bench, recipe, results, pairs, most);
  }

  test('takes the smallest whose loss is within one standard error of the best', async () => {
    const {
      recipe: chosen,
      records,
      results,
    } = await chosenSize({ 16: 0.5, 11: 0.45, 8: 0.54, 6: 0.56, 4: 0.9 });
    expect(chosen.architecture.size).toBe(8);
    expect(results[0]!.parameters).toBe(80);
    expect(records.map(({ size }) => size)).toEqual([16, 11, 8, 6, 4]);
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

  test('goes on as long as what it tried last is still as good, and no further', async () => {
    const good = { 16: 0.5, 11: 0.5, 8: 0.9, 6: 0.9, 4: 0.5 };
    expect((await chosenSize({ ...good, 3: 0.9, 2: 0.9 })).records.map(({ size }) => size)).toEqual([
      ...[16, 11, 8, 6, 4, 3, 2],
    ]);
    const { recipe: chosen, records } = await chosenSize({ 16: 0.5, 11: 0.9, 8: 0.9 });
    expect(chosen.architecture.size).toBe(16);
    expect(records).toHaveLength(3);
  });

  test('a smaller one with a lower loss that is wrong more often is not as good', async () => {
    // As an overconfident large network: its loss is high, and yet it is right more often.
    const error: Readonly<Record<number, number>> = { 16: 0.1, 11: 0.11, 8: 0.2, 6: 0.3, 4: 0.4, 3: 0.5 };
    const { bench } = madeUpBench(({ architecture: { size }, seed }) =>
      trialResult(
        { loss: 0, accuracy: 1 },
        { loss: (size === 16 ? 0.9 : 0.5) + spread[seed]!, accuracy: 1 - error[size]! - spread[seed]! / 5 },
        { parameters: 10 * size },
      ),
    );
    const results = await bench.pairs('', '', recipe, pairs);
    const { recipe: chosen, records } = await chooseCapacity(bench, recipe, results, pairs);
    expect(records.map(({ size }) => size)).toEqual([16, 11, 8, 6, 4].slice(0, records.length));
    expect(chosen.architecture.size).toBe(11);
  });

  test('reaches the smallest there is where it is the best', async () => {
    const { recipe: chosen } = await chosenSize({
      ...{ 16: 0.9, 11: 0.8, 8: 0.7, 6: 0.6, 4: 0.5, 3: 0.4, 2: 0.3, 1: 0.2 },
    });
    expect(chosen.architecture.size).toBe(1);
  });

  test('tries no more sizes than it may', async () => {
    const { records } = await chosenSize({ 16: 0.9, 11: 0.8, 8: 0.7, 6: 0.6, 4: 0.5 }, 3);
    expect(records.map(({ size }) => size)).toEqual([16, 11, 8, 6]);
  });
});
