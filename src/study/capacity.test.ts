import { describe, expect, test } from 'vitest';
import { chooseCapacity, type CapacityPlan } from './capacity.ts';
import { epochsAtSameCost, mostSizes } from './sizes.ts';
import type { PairResults } from './testBench.ts';
import { recipe as checked } from '../recipe/schema.ts';
import { madeUpBench, pairsOf, trialResult } from '../../test/helpers/trials.ts';

describe('the rule of one standard error', () => {
  const pairs = pairsOf(4).map((pair) => ({
    ...pair,
    parts: { ...pair.parts, validation: new Int32Array(400) },
  }));
  const recipe = checked({ architecture: { name: 'mlp', size: 16 } });
  /** No size trains for longer, or is looked at again. */
  const asTheyAre = (results: PairResults): CapacityPlan => ({
    ...{ recipe, results, pairs, morePairs: [] },
    affordsLonger: async () => 0,
  });
  /** Losses of the four pairs around a mean, with standard error 0.1. */
  const spread = [-1, -1, 1, 1].map((side) => side * 0.1 * Math.sqrt(3));

  /** @param slower Losses of sizes that train for longer; without them none is asked for. */
  async function chosenSize(
    losses: Readonly<Record<number, number>>,
    most?: number,
    slower?: Readonly<Record<number, number>>,
  ) {
    const { bench } = madeUpBench(({ architecture: { size }, epochs, seed }) => {
      const loss = (epochs > recipe.epochs ? slower : losses)![size]! + spread[seed]!;
      return trialResult(
        { loss: 0, accuracy: 1 },
        { loss, accuracy: 1 - loss / 4 },
        { parameters: 10 * size },
      );
    });
    const results = await bench.pairs('', '', recipe, pairs);
    return chooseCapacity(bench, {
      ...{ recipe, results, pairs, morePairs: [] },
      ...(most !== undefined && { most }),
      affordsLonger: async () => (slower ? mostSizes : 0),
    });
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
    const { recipe: chosen, records } = await chooseCapacity(bench, asTheyAre(results));
    expect(records.map(({ size }) => size)).toEqual([16, 11, 8, 6, 4].slice(0, records.length));
    expect(chosen.architecture.size).toBe(11);
  });

  test('reaches the smallest there is where it is the best', async () => {
    const { recipe: chosen } = await chosenSize({
      ...{ 16: 0.9, 11: 0.8, 8: 0.7, 6: 0.6, 4: 0.5, 3: 0.4, 2: 0.3, 1: 0.2 },
    });
    expect(chosen.architecture.size).toBe(1);
  });

  test('tries no more sizes than it may, by halves where those are few', async () => {
    const losses = { 16: 0.9, 11: 0.8, 8: 0.7, 6: 0.6, 4: 0.5, 2: 0.4 };
    const sizes = async (most: number) => (await chosenSize(losses, most)).records.map(({ size }) => size);
    expect(await sizes(4)).toEqual([16, 11, 8, 6, 4]);
    expect(await sizes(3)).toEqual([16, 8, 4, 2]);
    expect(await sizes(2)).toEqual([16, 8, 4]);
  });

  test('goes on with sizes that train for longer, where the same number of steps leaves them unfinished', async () => {
    const {
      recipe: chosen,
      records,
      results,
    } = await chosenSize({ 16: 0.5, 11: 0.7, 8: 0.9 }, undefined, {
      ...{ 8: 0.45, 4: 0.54, 2: 0.58, 3: 0.6 },
    });
    expect(records.map(({ size, epochs }) => [size, epochs])).toEqual([
      ...[16, 11, 8].map((size) => [size, undefined]),
      ...[8, 4, 2, 3].map((size) => [size, epochsAtSameCost(recipe.epochs, 16, size)]),
    ]);
    expect(chosen.architecture.size).toBe(4);
    expect(chosen.epochs).toBe(4 * recipe.epochs);
    expect(results[0]!.parameters).toBe(40);
    expect(records.filter((one) => one.chosen)).toEqual([records[4]]);
  });

  test('the size between the smallest that holds and the next half is tried last', async () => {
    const slower = { 8: 0.45, 4: 0.54, 3: 0.54, 2: 0.58 };
    const { recipe: chosen, records } = await chosenSize({ 16: 0.5, 11: 0.7, 8: 0.9 }, undefined, slower);
    expect(chosen.architecture.size).toBe(3);
    expect(chosen.epochs).toBe(4 * recipe.epochs);
    expect(records.at(-1)).toMatchObject({ size: 3, chosen: true });
    // Where no half holds it is the one below the smallest of all.
    const none = await chosenSize({ 16: 0.5, 11: 0.9, 8: 0.9 }, undefined, { 8: 0.9, 4: 0.9, 11: 0.55 });
    expect(none.records.slice(3).map(({ size }) => size)).toEqual([8, 4, 11]);
    expect(none.recipe.architecture.size).toBe(11);
  });

  describe('fewer words', () => {
    const sizes: Readonly<Record<number, number>> = { 16: 0.5, 11: 0.5, 8: 0.52, 6: 0.9, 4: 0.9 };
    /** Losses by size, and what is added where words must occur so often. */
    const found = async (byWords: Readonly<Record<number, number>>, affordable?: readonly number[]) => {
      const { bench } = madeUpBench(({ architecture: { size }, wordMinCount, seed }) => {
        const loss = sizes[size]! + (byWords[wordMinCount] ?? 0) + spread[seed]!;
        const parameters = 100 * size * (wordMinCount === 1 ? 4 : 1) - wordMinCount;
        return trialResult({ loss: 0, accuracy: 1 }, { loss, accuracy: 0.9 }, { parameters });
      });
      const results = await bench.pairs('', '', recipe, pairs);
      return chooseCapacity(bench, {
        ...asTheyAre(results),
        wordMinCounts: [2, 3, 5, 8],
        ...(affordable && { affordsFewerWords: async (_, isFirst) => affordable[isFirst ? 0 : 1]! }),
      });
    };
    const tried = ({ records }: Awaited<ReturnType<typeof found>>) =>
      records.map(({ size, wordMinCount = 1 }) => [size, wordMinCount]);

    test('the rarest go first, and more of them last, at the smallest size that holds', async () => {
      const chosen = await found({ 2: 0.01, 3: 0.05, 5: 0.5, 8: 0.5 });
      expect(tried(chosen)).toEqual([
        [16, 1],
        ...[16, 11, 8, 6, 4].map((size) => [size, 2]),
        ...[3, 5, 8].map((count) => [8, count]).slice(0, 2),
        [8, 8],
      ]);
      expect([chosen.recipe.architecture.size, chosen.recipe.wordMinCount]).toEqual([8, 3]);
      expect(chosen.results[0]!.parameters).toBe(797);
    });

    test('where the rarest are needed the sizes have them, and are asked again', async () => {
      const chosen = await found({ 2: 0.5, 3: 0.5, 5: 0.5 });
      expect(tried(chosen)).toEqual([
        ...[
          [16, 1],
          [16, 2],
        ],
        ...[11, 8, 6, 4].map((size) => [size, 1]),
        ...[3, 5].map((count) => [8, count]),
      ]);
      expect([chosen.recipe.architecture.size, chosen.recipe.wordMinCount]).toEqual([8, 1]);
    });

    test('of the simplest kind of network all counts are tried, for none was tried on it', async () => {
      const texts = checked({ architecture: { name: 'textCnn', size: 16 } });
      const bag = checked({ architecture: { name: 'bagOfEmbeddings', size: 8 } });
      const { bench } = madeUpBench(({ architecture: { name, size }, wordMinCount, seed }) => {
        const isBag = name === 'bagOfEmbeddings' && size === 8;
        const loss =
          (isBag && wordMinCount < 5 ? 0.5 : name === 'textCnn' && size === 16 ? 0.5 : 0.9) + spread[seed]!;
        const parameters = (100 * size) / wordMinCount;
        return trialResult({ loss: 0, accuracy: 1 }, { loss, accuracy: 0.9 }, { parameters });
      });
      const chosen = await chooseCapacity(bench, {
        ...asTheyAre(await bench.pairs('', '', texts, pairs)),
        recipe: texts,
        wordMinCounts: [2, 3, 5, 8],
        simplest: { recipe: bag, results: await bench.pairs('', '', bag, pairs) },
        affordsSimpler: async () => 0,
      });
      expect(chosen.recipe).toMatchObject({ architecture: { name: 'bagOfEmbeddings' }, wordMinCount: 3 });
      const counts = chosen.records.filter(({ architecture }) => architecture !== undefined);
      expect(counts.map(({ wordMinCount = 1 }) => wordMinCount)).toEqual([1, 2, 3, 5, 8]);
    });

    test('cost no more than there is time for, and go on from what the recipe has', async () => {
      expect(tried(await found({}, [0, 0]))).toEqual([16, 11, 8, 6, 4].map((size) => [size, 1]));
      expect(tried(await found({}, [1, 1])).slice(-2)).toEqual([
        [4, 2],
        [8, 3],
      ]);
      const { bench, asked } = madeUpBench(() => trialResult({ loss: 0, accuracy: 1 }, { loss: 1 }));
      const rare = checked({ ...recipe, wordMinCount: 3 });
      const results = await bench.pairs('', '', rare, pairs);
      await chooseCapacity(bench, { ...asTheyAre(results), recipe: rare, wordMinCounts: [2, 3, 5] });
      expect([...new Set(asked.map(({ wordMinCount }) => wordMinCount))]).toEqual([3, 5]);
    });
  });

  test('no size trains for longer where there is no time', async () => {
    const { records } = await chosenSize({ 16: 0.5, 11: 0.9, 8: 0.9 });
    expect(records.every(({ epochs }) => epochs === undefined)).toBe(true);
  });

  describe('the simplest kind of network', () => {
    const yardstick = checked({ architecture: { name: 'linear', size: 1 }, epochs: 7 });
    /** Sizes of the own kind as good as the best down to 8; `simple` makes up the loss of one layer, by its dropout. */
    const found = async (
      simple: (dropout: number) => number,
      own = checked({ ...recipe, dropout: 0.5 }),
      affordable?: number,
    ) => {
      const losses: Readonly<Record<number, number>> = { 16: 0.5, 11: 0.52, 8: 0.52, 6: 0.9, 4: 0.9 };
      const { bench, asked } = madeUpBench(({ architecture: { name, size }, dropout, seed }) => {
        const loss = (name === 'linear' ? simple(dropout) : losses[size]!) + spread[seed]!;
        const parameters = name === 'linear' ? 5 : 10 * size;
        return trialResult({ loss: 0, accuracy: 1 }, { loss, accuracy: 0.9 }, { parameters });
      });
      const [results, simplest] = [
        await bench.pairs('', '', own, pairs),
        await bench.pairs('', '', yardstick, pairs),
      ];
      const asks: number[] = [];
      const chosen = await chooseCapacity(bench, {
        ...asTheyAre(results),
        recipe: own,
        simplest: { recipe: yardstick, results: simplest },
        async affordsSimpler(secondsEach) {
          asks.push(secondsEach);
          return affordable ?? mostSizes;
        },
      });
      return { ...chosen, asked, asks };
    };

    test('is the one to keep where it is as good as the best, as it was compared with at first', async () => {
      const { recipe: chosen, records } = await found((dropout) => (dropout > 0 ? 0.9 : 0.55));
      expect(chosen).toMatchObject({ architecture: { name: 'linear' }, dropout: 0, epochs: 7 });
      expect(records.map(({ architecture }) => architecture)).toEqual([
        ...[16, 11, 8, 6, 4].map(() => undefined),
        ...['linear', 'linear'],
      ]);
      expect(records.filter((one) => one.chosen)).toMatchObject([{ parameters: 5, size: 1, epochs: 7 }]);
    });

    test('or with what the recipe has beside its architecture', async () => {
      const { recipe: chosen } = await found((dropout) => (dropout > 0 ? 0.55 : 0.9));
      expect(chosen).toMatchObject({ architecture: { name: 'linear' }, dropout: 0.5 });
      expect(chosen.epochs).toBe(4 * recipe.epochs);
    });

    test('is left where it is not, or where the time pays for none', async () => {
      const worse = await found(() => 0.7);
      expect(worse.recipe.architecture).toMatchObject({ name: 'mlp', size: 8 });
      const short = await found((dropout) => (dropout > 0 ? 0.55 : 0.9), undefined, 0);
      expect(short.recipe.architecture).toMatchObject({ name: 'mlp', size: 8 });
      // A training of 7 epochs took a second.
      expect(short.asks).toEqual([(4 * recipe.epochs) / 7]);
    });

    test('moves the bar for all where it is the best', async () => {
      const { records } = await found(() => 0.3);
      expect(records.find(({ effect }) => effect === undefined)!.architecture).toBe('linear');
    });
  });

  test('a longer training that is better than the best so far moves the bar for all', async () => {
    const { recipe: chosen, records } = await chosenSize({ 16: 0.9, 11: 1.05, 8: 1.05 }, undefined, {
      ...{ 8: 0.5, 4: 0.7, 6: 0.7, 2: 0.9, 1: 0.9 },
    });
    expect(chosen.architecture.size).toBe(8);
    expect(records.find((one) => one.chosen)!.epochs).toBeGreaterThan(recipe.epochs);
  });

  test('a standard error is at least what chance among the examples makes', async () => {
    // The four pairs agree to a hair, by luck. 400 examples each, whose losses deviate by 4: an error of 4 / √1600.
    const chosen = async (deviation: number, error: Readonly<Record<number, number>>) => {
      const loss: Readonly<Record<number, number>> = { 16: 0.5, 11: 0.55, 8: 0.59, 6: 0.61, 4: 0.9, 3: 0.9 };
      const { bench } = madeUpBench(({ architecture: { size } }) => ({
        ...trialResult({ loss: 0, accuracy: 1 }, { loss: loss[size]!, accuracy: 1 - error[size]! }),
        lossDeviation: deviation,
      }));
      const results = await bench.pairs('', '', recipe, pairs);
      const found = await chooseCapacity(bench, asTheyAre(results));
      return found.recipe.architecture.size;
    };
    const even = { 16: 0.1, 11: 0.1, 8: 0.1, 6: 0.1, 4: 0.1, 3: 0.1 };
    expect(await chosen(4, even)).toBe(8);
    expect(await chosen(0, even)).toBe(16);
    // √(0.1 · 0.9 / 1600) = 0.0075.
    expect(await chosen(4, { ...even, 11: 0.107, 8: 0.108 })).toBe(11);
  });

  describe('a second look', () => {
    const morePairs = pairsOf(8)
      .slice(4)
      .map((pair) => ({ ...pair, parts: { ...pair.parts, validation: new Int32Array(400) } }));
    /** 4 and 8 look as good as the best on the first pairs; on the others they are as bad as `later` says. */
    const look = async (later: Readonly<Record<number, number>>, affordable?: number) => {
      const first: Readonly<Record<number, number>> = {
        ...{ 16: 0.5, 11: 0.51, 8: 0.51, 6: 0.9, 4: 0.51, 3: 0.9, 2: 0.9 },
      };
      const { bench, asked } = madeUpBench(({ architecture: { size }, seed }) => {
        const loss = (seed < 4 ? first : { ...first, ...later })[size]! + spread[seed % 4]!;
        return trialResult({ loss: 0, accuracy: 1 }, { loss, accuracy: 0.9 });
      });
      const results = await bench.pairs('', '', recipe, pairs);
      const found = await chooseCapacity(bench, {
        ...asTheyAre(results),
        morePairs,
        ...(affordable !== undefined && { affordsAgain: async () => affordable }),
      });
      const again = asked.filter(({ seed }) => seed >= 4).map(({ architecture }) => architecture.size);
      return { ...found, again: [...new Set(again)] };
    };

    test('takes the smallest that is still as good on more pairs', async () => {
      const stays = await look({});
      expect(stays.recipe.architecture.size).toBe(4);
      expect(stays.again).toEqual([16, 4]);
      expect(stays.results).toHaveLength(4);
      const falls = await look({ 4: 0.9 });
      expect(falls.recipe.architecture.size).toBe(8);
      expect(falls.again).toEqual([16, 4, 8]);
      // Effects are on as many pairs as were seen.
      expect(falls.records.map(({ effect }) => effect?.pairs)).toEqual([undefined, 4, 8, 4, 8, 4, 4]);
      expect((await look({ 4: 0.9, 8: 0.9, 11: 0.9 })).recipe.architecture.size).toBe(16);
    });

    test('costs no more than there is time for', async () => {
      expect((await look({ 4: 0.9 }, 1)).again).toEqual([]);
      const short = await look({ 4: 0.9, 8: 0.9 }, 2);
      expect(short.again).toEqual([16, 4]);
      // Not looked at again, and as good as the best on the first pairs.
      expect(short.recipe.architecture.size).toBe(8);
    });
  });
});
