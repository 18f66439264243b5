import { expect, test } from 'vitest';
import { memoryJournal } from './journal.ts';
import { findSmallest } from './smallest.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import { madeUpBench, pairsOf, scores, trialResult } from '../../test/helpers/trials.ts';

const pairs = pairsOf(3);
const baseline = checked({ architecture: { name: 'mlp', size: 64 }, epochs: 10 });
const largest = checked({ ...baseline, dropout: 0.5 });
const chosen = checked({ ...largest, architecture: { ...largest.architecture, size: 32 } });

/** Without dropout 0.7; with it 0.8, and 0.03 less with each halving below 32; `lossOf` makes the loss up. */
async function found(
  options: { lossOf?: (recipe: Recipe) => number; seconds?: number; compared?: readonly number[] } = {},
) {
  const { bench, asked } = madeUpBench((recipe) => {
    const { size } = recipe.architecture;
    const accuracy = recipe.dropout > 0 ? 0.8 - 0.03 * Math.max(0, Math.log2(32 / size)) : 0.7;
    const validation = scores(accuracy, options.lossOf?.(recipe) ?? 1 - accuracy);
    return trialResult(scores(1), validation, { parameters: size * size });
  });
  const [baselineResults, chosenResults] = [
    await bench.pairs('', 'baseline', baseline, pairs),
    await bench.pairs('', 'chosen', chosen, pairs),
  ];
  const compared = await Promise.all(
    (options.compared ?? []).map(async (size) => {
      const recipe = checked({ ...largest, architecture: { ...largest.architecture, size }, epochs: 10 });
      return { recipe, results: await bench.pairs('', '', recipe, pairs) };
    }),
  );
  const before = asked.length;
  const journal = memoryJournal();
  const { seconds } = options;
  const secondsLeft = seconds === undefined ? undefined : () => seconds;
  const smallest = await findSmallest(bench, {
    ...{ baselineResults, chosen, chosenResults, compared, largest, pairs, journal, secondsLeft },
  });
  return {
    smallest: smallest?.record,
    sizes: [...new Set(asked.slice(before).map(({ architecture }) => architecture.size))],
    asked,
  };
}

test('the smallest size that does at least as well as the baseline, and one below it', async () => {
  const { smallest, sizes, asked } = await found();
  // 0.77, 0.74, 0.71, 0.68.
  expect(sizes).toEqual([16, 8, 4, 2]);
  expect(smallest).toMatchObject({ parameters: 16, recipe: { architecture: { size: 4 }, dropout: 0.5 } });
  expect(smallest!.effect.mean).toBeCloseTo(0.01, 10);
  expect(smallest!.effect.pairs).toBe(3);
  expect(smallest!.lossEffect.mean).toBeCloseTo(0.01, 10);
  // As long as the largest took: at a quarter of the size four times, and no longer.
  const epochsOf = (size: number) => asked.find(({ architecture }) => architecture.size === size)!.epochs;
  expect([epochsOf(16), epochsOf(8), epochsOf(4)]).toEqual([40, 40, 40]);
});

test('none where the next size has a higher loss, whatever its score', async () => {
  const { smallest, sizes } = await found({ lossOf: ({ dropout }) => (dropout > 0 ? 0.5 : 0.4) });
  expect(sizes).toEqual([16]);
  expect(smallest).toBeUndefined();
});

test('as many sizes as the time allows', async () => {
  // A training of the chosen one takes a second and the smaller ones train four times as long, on three pairs, one after the other.
  expect((await found({ seconds: 25 })).sizes).toEqual([16, 8]);
  expect((await found({ seconds: 11 })).smallest).toBeUndefined();
});

test('what was compared before costs nothing, and the search goes on below it', async () => {
  // 16 and 8 do as well as the baseline, 2 does not; 64 is no smaller than the chosen one.
  const alone = await found({ compared: [64, 16, 8, 2], seconds: 0 });
  expect(alone.sizes).toEqual([]);
  expect(alone.smallest).toMatchObject({ parameters: 64, recipe: { architecture: { size: 8 }, epochs: 10 } });
  const further = await found({ compared: [64, 16, 8, 2] });
  expect(further.sizes).toEqual([4, 2]);
  expect(further.smallest).toMatchObject({ parameters: 16 });
  expect((await found({ compared: [64, 2], seconds: 0 })).smallest).toBeUndefined();
});

test('below the simplest kind of network come smaller ones of that kind', async () => {
  const textCnn = checked({ architecture: { name: 'textCnn', size: 64 }, epochs: 10 });
  const bag = (size: number) => checked({ architecture: { name: 'bagOfEmbeddings', size }, epochs: 40 });
  const { bench, asked } = madeUpBench(({ architecture: { name, size } }) => {
    const accuracy = name === 'textCnn' ? 0.7 : 0.7 + 0.02 * Math.log2(size / 3);
    return trialResult(scores(1), scores(accuracy, 1 - accuracy), { parameters: 100 * size });
  });
  const results = (recipe: Recipe) => bench.pairs('', '', recipe, pairs);
  const compared = [{ recipe: bag(8), results: await results(bag(8)) }];
  const smallest = await findSmallest(bench, {
    ...{ baselineResults: await results(textCnn), chosen: textCnn, chosenResults: await results(textCnn) },
    ...{ compared, largest: textCnn, pairs, journal: memoryJournal(), secondsLeft: undefined },
  });
  expect(smallest!.record.recipe).toMatchObject({
    architecture: { name: 'bagOfEmbeddings', size: 4 },
    epochs: 80,
  });
  expect(smallest!.results).toHaveLength(pairs.length);
  expect(asked.at(-1)).toMatchObject({ architecture: { name: 'bagOfEmbeddings', size: 2 }, epochs: 160 });
});
