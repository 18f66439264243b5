import { describe, expect, test } from 'vitest';
import { leaveOneOut } from './leaveOneOut.ts';
import { searchRecord } from './record.ts';
import { searchCocktail, type SearchOptions } from './searchCocktail.ts';
import { levelsOf, recipeAt, searchSpace } from './space.ts';
import { inlineExecutor } from '../executors/inline.ts';
import { memoryJournal, type Journal } from '../journal.ts';
import { makePairs } from '../pairs.ts';
import { TestBench } from '../testBench.ts';
import { recipe as checked, type Recipe } from '../../recipe/schema.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { OptionError, RunError } from '../../util/errors.ts';
import { randomKey, uniformAt } from '../../util/random.ts';
import { disorderlyExecutor } from '../../../test/helpers/disorder.ts';
import { clouds } from '../../../test/helpers/examples.ts';
import { madeUpBench, pairsOf, scores, trialResult } from '../../../test/helpers/trials.ts';

const data = clouds(30);
const baseline = checked({
  architecture: { name: 'mlp', size: 64 },
  schedule: { name: 'cosine' },
  epochs: 40,
});
/** Of fifty examples each, so that a share of right answers is no luck. */
const folds = pairsOf(5).map(({ parts, seed }, i) => ({
  parts: { ...parts, validation: Int32Array.from({ length: 50 }, (_, n) => 50 * i + n) },
  seed,
}));
const [choosePairs, reportPairs] = [folds.slice(0, 3), folds.slice(3)];

/**
 * Dropout is worth much, L1 a little; a high rate fails and every other change costs something. All trials of a pair share
 * some luck, and each has a little of its own.
 */
function outcome(recipe: Recipe) {
  const { dropout, penalties, optimizer, maxNorm, averaging, seed, epochs } = recipe;
  if (optimizer.learningRate > 0.005) throw new RunError('the loss became NaN');
  const gain =
    (dropout > 0 ? 0.3 : 0) + (penalties.l1 > 0 ? 0.05 : 0) - (averaging ? 0.02 : 0) - 0.01 * maxNorm;
  const luck = 0.2 * Math.sin(seed * 7) + 0.01 * uniformAt(randomKey(JSON.stringify(recipe)), 0);
  const loss = 1 - gain + luck + 2 / epochs;
  // Far better than a guess, so that what is better than the baseline is a gain.
  return trialResult(scores(1), scores(1 - loss / 10, loss));
}

async function search(bench: TestBench, changes: Partial<SearchOptions> = {}) {
  const results = await bench.pairs('', 'baseline', baseline, choosePairs);
  return searchCocktail(bench, {
    ...{ data, baseline, results, choosePairs, reportPairs },
    ...{ augmentations: [], budget: 100, seed: 1, withModel: true },
    ...changes,
  });
}

const benchOf = (workers: number, seed: number, journal: Journal = memoryJournal()) =>
  new TestBench({ executor: disorderlyExecutor(outcome, workers, seed), journal });

describe('a search', () => {
  test('finds what helps and says what each part of it is worth', async () => {
    const { bench, asked } = madeUpBench(outcome);
    const { recipe, record, results, baselineResults } = await search(bench);
    expect(record.winner).toMatchObject({ isFound: true, decision: 'keep' });
    expect(recipe.dropout).toBeGreaterThan(0);
    expect(record.winner.effect.pairs).toBe(3);
    const part = record.parts.find(({ name }) => name === 'dropout')!;
    expect(part).toMatchObject({ value: recipe.dropout, decision: 'keep' });
    expect(part.lossEffect.mean).toBeCloseTo(0.3, 1);
    for (const { name, lossEffect } of record.parts)
      if (name !== 'dropout') expect(lossEffect.mean).toBeLessThan(0.1);
    expect(record.configurations.some(({ failed }) => failed === 'the loss became NaN')).toBe(true);
    expect(record.configurations.some(({ origin }) => origin === 'model')).toBe(true);
    expect(searchRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(
      JSON.parse(JSON.stringify(record)),
    );
    // Chosen on the first pairs, reported on the others, where nothing but the winner and the baseline was trained.
    expect([results, baselineResults].map((all) => all.length)).toEqual([5, 5]);
    expect(record.report).toMatchObject({ decision: 'keep', effect: { pairs: 2 } });
    const reported = asked.filter(({ seed }) => seed >= 3).map((one) => JSON.stringify({ ...one, seed: 0 }));
    expect(new Set(reported)).toEqual(new Set([recipe, baseline].map((one) => JSON.stringify(one))));
  });

  test('without the model draws all at random', async () => {
    const { record } = await search(madeUpBench(outcome).bench, { withModel: false });
    expect(record.winner.isFound).toBe(true);
    expect(new Set(record.configurations.map(({ origin }) => origin))).toEqual(
      new Set(['baseline', 'random']),
    );
  });

  test('keeps to its budget, and every cocktail is another one', async () => {
    const { bench, asked } = madeUpBench(outcome);
    const { record } = await search(bench);
    const trained = asked.reduce((sum, { epochs }) => sum + epochs, 0) / baseline.epochs;
    expect(trained - choosePairs.length).toBeLessThanOrEqual(record.spent);
    expect(record.spent).toBeLessThanOrEqual(100);
    expect(record.spent).toBeGreaterThan(60);
    const changes = record.configurations.map((one) => JSON.stringify(one.changes));
    expect(new Set(changes).size).toBe(changes.length);
    expect(record.configurations.map(({ number }) => number)).toEqual(changes.map((_, i) => i));
    expect(bench.total).toBeGreaterThanOrEqual(bench.done);
    // Short trainings share the first pairs.
    const seedsAt = (epochs: number) =>
      new Set(asked.filter((one) => one.epochs === epochs).map(({ seed }) => seed));
    expect([10, 20].map(seedsAt)).toEqual([new Set([0]), new Set([0, 1])]);
  });

  test('is the same with 1 or 4 workers, in whatever order trials end', async () => {
    const { record } = await search(benchOf(1, 1));
    for (const [workers, seed] of [
      [1, 2],
      [4, 1],
      [4, 2],
      [4, 3],
    ] as const)
      expect((await search(benchOf(workers, seed))).record).toEqual(record);
    expect((await search(benchOf(4, 1), { seed: 2 })).record).not.toEqual(record);
  });

  test('is the same where it goes on from a journal that was cut off anywhere', async () => {
    const whole = memoryJournal();
    const { record } = await search(benchOf(4, 1, whole));
    for (const share of [0.1, 0.4, 0.8, 1]) {
      const journal = memoryJournal();
      const kept = whole.entries.slice(0, Math.floor(share * whole.entries.length));
      kept.forEach((entry) => journal.append(entry));
      expect((await search(benchOf(4, 5, journal))).record).toEqual(record);
      expect(journal.entries).toHaveLength(whole.entries.length);
    }
  });

  test('keeps the best starting point where nothing drawn is better', async () => {
    const start = checked({ ...baseline, dropout: 0.4, penalties: { l1: 2e-4, l2: 0 } });
    const worse = checked({ ...baseline, maxNorm: 3 });
    const only = (recipe: Recipe) => {
      const { loss } = outcome(recipe).validation!;
      const isStart = JSON.stringify({ ...recipe, seed: 0 }) === JSON.stringify(start);
      return trialResult(scores(1), scores(0.5, isStart ? loss - 1 : loss));
    };
    const { bench } = madeUpBench(only);
    const { recipe, record } = await search(bench, { starts: [worse, start, start, baseline], budget: 40 });
    expect(record.configurations.slice(0, 3).map(({ origin }) => origin)).toEqual([
      'baseline',
      'start',
      'start',
    ]);
    expect(recipe).toEqual(start);
    expect(record.winner).toMatchObject({ number: 2, isFound: false });
    expect(record.parts.map(({ name }) => name).sort()).toEqual(['dropout', 'l1']);
  });

  test('keeps the baseline where everything harms', async () => {
    const harm = (recipe: Recipe) => {
      const isBaseline = JSON.stringify({ ...recipe, seed: 0 }) === JSON.stringify(baseline);
      return trialResult(scores(1), scores(0.5, isBaseline ? 1 : 2));
    };
    const { recipe, record } = await search(madeUpBench(harm).bench);
    expect(recipe).toEqual(baseline);
    expect(record.winner).toMatchObject({ number: 0, isFound: false, decision: 'drop' });
    expect(record.parts).toEqual([]);
  });

  test('with too small a budget says so, and what it needs is enough', async () => {
    const told: string[] = [];
    const { record } = await search(madeUpBench(outcome).bench, {
      budget: 5,
      onFinding: ({ text }) => told.push(text),
    });
    expect(record.configurations).toHaveLength(1);
    expect(told).toEqual(record.notes);
    const needed = Number(/need (\d+)/.exec(told[0]!)![1]);
    const more = await search(madeUpBench(outcome).bench, { budget: needed });
    expect(more.record.configurations.length).toBeGreaterThan(1);
    expect(
      (await search(madeUpBench(outcome).bench, { budget: needed - 1 })).record.configurations,
    ).toHaveLength(1);
  });

  test.each<[string, Partial<SearchOptions>, string]>([
    ['a budget below 0', { budget: -1 }, 'budget: must be a number of trainings, 0 or more. Received -1.'],
    ['a single pair', { choosePairs: pairsOf(1) }, 'choosePairs: must be 2 pairs or more. Received 1.'],
    ['results of other pairs', { choosePairs: pairsOf(4), reportPairs: [] }, 'results: must be'],
    ['pairs that choose and report', { reportPairs: pairsOf(4) }, 'reportPairs: must be judged on'],
    [
      'rungs that fall',
      {
        rungs: [
          { epochs: 40, pairs: 3 },
          { epochs: 10, pairs: 3 },
        ],
      },
      'rungs: must rise',
    ],
    ['rungs that end early', { rungs: [{ epochs: 20, pairs: 3 }] }, 'rungs: must rise'],
  ])('refuses %s', async (_, changes, message) => {
    const searching = search(madeUpBench(outcome).bench, changes);
    await expect(searching).rejects.toThrow(OptionError);
    await expect(searching).rejects.toThrow(message);
  });
});

describe('leave one out', () => {
  test('names the parts that matter, and those that are not missed', async () => {
    const { bench } = madeUpBench(outcome);
    const recipe = checked({ ...baseline, dropout: 0.5, maxNorm: 4, labelSmoothing: 0.1 });
    const space = searchSpace({
      ...{ features: data.features, target: 'classes', baseline, augmentations: [] },
      parameters: () => 1,
    });
    expect(recipeAt(space, levelsOf(space, recipe))).toEqual(recipe);
    const results = await bench.pairs('', '', recipe, choosePairs);
    const parts = await leaveOneOut(bench, { space, recipe, results, pairs: choosePairs });
    const decisions = Object.fromEntries(parts.map(({ name, decision }) => [name, decision]));
    expect(decisions).toEqual({ dropout: 'keep', maxNorm: 'harm', labelSmoothing: 'drop' });
  });
});

test('real trainings go through all of it', async () => {
  const noisy = clouds(60, 'search');
  const short = checked({ architecture: { name: 'mlp', size: 16 }, epochs: 6, batchSize: 16 });
  const bench = new TestBench({ executor: inlineExecutor(noisy, nodeRuntime()), journal: memoryJournal() });
  const pairs = makePairs(noisy, 3, 3);
  const [choose, report] = [pairs.slice(0, 2), pairs.slice(2)];
  const results = await bench.pairs('', 'baseline', short, choose);
  const {
    record,
    recipe,
    results: found,
  } = await searchCocktail(bench, {
    ...{ data: noisy, baseline: short, results, choosePairs: choose, reportPairs: report },
    ...{ augmentations: [{ name: 'gaussianNoise' }], budget: 12, seed: 4 },
  });
  expect(record.configurations).toHaveLength(5);
  expect(record.configurations.every(({ failed }) => failed === undefined)).toBe(true);
  expect(record.configurations.filter(({ losses }) => losses.at(-1)!.rung === 1)).toHaveLength(2);
  expect(record.winner.recipe).toEqual(recipe);
  expect(found).toHaveLength(3);
  // With its curves, which short trainings of a search go without.
  expect(found[0]!.history.length).toBeGreaterThan(1);
});
