import { describe, expect, test } from 'vitest';
import { baselineRecipe } from './baseline.ts';
import type { Effect } from './record.ts';
import type { Scores } from './record.ts';
import { meanEffect } from './statistics.ts';
import type { Finding } from './study.ts';
import { decide, tryCombinations, tryRemedies } from './treat.ts';
import { fromArrays } from '../data/arrays.ts';
import type { Dataset, TextFeatures } from '../data/dataset.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import { randomKey, uniformAt } from '../util/random.ts';
import { bars, clouds } from '../../test/helpers/examples.ts';
import { madeUpBench, pairsOf, scores, trialResult } from '../../test/helpers/trials.ts';

const effect = (low: number, high: number): Effect => ({
  mean: (low + high) / 2,
  interval: [low, high],
  pairs: 5,
});
const better = effect(0.01, 0.03);
const worse = effect(-0.03, -0.01);
const none = effect(-0.02, 0.02);
const likelyBetter = effect(-0.01, 0.03);
const likelyWorse = effect(-0.03, 0.01);

describe('what paired effects say', () => {
  test.each([
    ['keep', 'better in both', better, better],
    ['keep', 'a better score', better, none],
    ['keep', 'less loss', likelyBetter, better],
    ['harm', 'worse in both', worse, worse],
    ['harm', 'a worse score', worse, none],
    ['harm', 'more loss', likelyWorse, worse],
    ['drop', 'nothing shown', none, none],
    ['drop', 'nothing beyond the interval', likelyBetter, likelyBetter],
    ['drop', 'nothing beyond the interval, downwards', likelyWorse, likelyWorse],
    ['drop', 'a better score at more loss', better, worse],
    ['drop', 'less loss at a worse score', worse, better],
    ['drop', 'a better score, and loss that is likely worse', better, likelyWorse],
    ['drop', 'a worse score, and loss that is likely better', worse, likelyBetter],
  ] as const)('%s: %s', (decision, _, score, loss) => {
    expect(decide(score, loss)).toBe(decision);
  });
});

const pairs = pairsOf(4);
const baseline = checked({ architecture: { name: 'mlp', size: 16 }, epochs: 5 });

/** A wobble that baseline and treated share in a pair, so that only a paired comparison sees through it. */
const luck = ({ seed }: Recipe) => 0.1 * Math.sin(seed * 7);

/** Dropout is worth 0.05, L2 0.02, L1 −0.04, size nothing; together dropout and L2 are worth `together`. */
const worth = (together: number) => (recipe: Recipe) => {
  const { dropout, penalties } = recipe;
  const gain =
    dropout > 0 && penalties.l2 > 0
      ? together
      : (dropout > 0 ? 0.05 : 0) + (penalties.l2 > 0 ? 0.02 : 0) - (penalties.l1 > 0 ? 0.04 : 0);
  return trialResult(scores(1), scores(0.7 + gain + luck(recipe)));
};

async function treated(together: number, guess?: Scores) {
  const { bench, asked } = madeUpBench(worth(together));
  const results = await bench.pairs('', 'baseline', baseline, pairs);
  const variants = tryRemedies.plan(clouds(30), baseline);
  const found: string[] = [];
  const onFinding = (finding: { kind: string }) => void found.push(finding.kind);
  const { tried } = await tryRemedies(bench, {
    baseline,
    results,
    pairs,
    morePairs: [],
    variants,
    onFinding,
    ...(guess && { guess }),
  });
  const combination = await tryCombinations(bench, {
    ...{ baseline, results, pairs, tried },
    ...(guess && { guess }),
  });
  return { tried, combination, asked, found };
}

/** Texts with word vectors beside them. */
function vectored(): Dataset {
  const data = fromArrays({ texts: ['a b', 'b a', 'a', 'b'], labels: ['x', 'y', 'x', 'y'] });
  const description = { file: 'v.txt', sha256: 'ab', units: 2 };
  const vectors = { description, words: ['a'], values: Float32Array.of(1, 2) };
  return { ...data, features: { ...(data.features as TextFeatures), vectors } };
}

describe('each remedy alone', () => {
  test('is compared pair by pair: what all pairs share cancels, and the sign is that of a gain', async () => {
    const { tried, found } = await treated(0.07);
    const records = Object.fromEntries(tried.map(({ record }) => [record.name, record]));
    expect(records.dropout).toMatchObject({ decision: 'keep', effect: { pairs: 4 } });
    expect(records.dropout!.effect.mean).toBeCloseTo(0.05, 12);
    expect(records.dropout!.effect.interval[0]).toBeCloseTo(0.05, 12);
    // Half the accuracy lost is a loss of one less in these results.
    expect(records.dropout!.lossEffect.mean).toBeCloseTo(0.1, 12);
    expect(records.l1).toMatchObject({ decision: 'harm' });
    expect(records.l1!.effect.mean).toBeCloseTo(-0.04, 12);
    expect(records.shrink).toMatchObject({ decision: 'drop' });
    expect(found).toEqual(tried.map(() => 'remedy'));
  });

  test('is judged by how much all of them vary: three pairs alone show little', async () => {
    const three = pairsOf(3);
    // Each varies by luck of its own, by about 0.02; only dropout is worth something.
    const { bench } = madeUpBench((recipe) => {
      const { seed, ...rest } = recipe;
      const key = randomKey(JSON.stringify(rest));
      const own = JSON.stringify(rest) === JSON.stringify({ ...baseline, seed: undefined }) ? 0 : 0.02;
      const wobble = own * [1, -1, 0][(seed + Math.floor(3 * uniformAt(key, 0))) % 3]!;
      return trialResult(scores(1), scores(0.7 + (recipe.dropout > 0 ? 0.04 : 0) + wobble));
    });
    const results = await bench.pairs('', 'baseline', baseline, three);
    const findings: Finding[] = [];
    const { tried, spreads } = await tryRemedies(bench, {
      ...{ baseline, results, pairs: three, morePairs: [] },
      variants: tryRemedies.plan(clouds(30), baseline),
      onFinding: (finding) => void findings.push(finding),
    });
    const dropout = tried.find(({ record }) => record.name === 'dropout')!;
    expect(meanEffect([0.06, 0.02, 0.04]).interval[0]).toBeLessThan(0);
    expect(dropout.record).toMatchObject({ decision: 'keep', effect: { pairs: 3 } });
    expect(tried.filter(({ record }) => record.decision !== 'drop')).toEqual([dropout]);
    expect(spreads.score.weight).toBeCloseTo(tried.length / 2, 10);
    // What was told while the others were not known is told again.
    const told = findings.filter((finding) => finding.kind === 'remedy' && finding.remedy.name === 'dropout');
    expect(told).toMatchObject([
      { remedy: { decision: 'drop' } },
      { remedy: { decision: 'keep' }, isRevised: true },
    ]);
    expect(findings).toHaveLength(tried.length + 1);
  });

  test('is kept for nothing where it knows no more than a guess, alone or together', async () => {
    const { tried, combination } = await treated(0.07, { loss: 0.3, accuracy: 0.8 });
    expect(tried.map(({ record }) => record.decision)).not.toContain('keep');
    expect(tried.find(({ record }) => record.name === 'l1')!.record.decision).toBe('harm');
    expect(combination.recipe).toEqual(baseline);
  });

  test('trains on the same pairs with the same seeds and epochs', async () => {
    const { asked } = await treated(0.07);
    const seeds = asked.map(({ seed }) => seed);
    expect(new Set(seeds)).toEqual(new Set([0, 1, 2, 3]));
    expect(seeds.filter((seed) => seed === 0)).toHaveLength(asked.length / 4);
    expect(new Set(asked.map(({ epochs }) => epochs))).toEqual(new Set([5]));
  });
});

describe('all that help together', () => {
  test('are taken where they are best together', async () => {
    const { combination } = await treated(0.07);
    expect(combination.records).toHaveLength(1);
    expect(combination.records[0]).toMatchObject({
      name: 'combined',
      strength: 'dropout + l2',
      decision: 'keep',
    });
    expect(combination.recipe).toMatchObject({ dropout: 0.5, penalties: { l1: 0, l2: 0.01 } });
  });

  test('are left where one alone does better', async () => {
    const { combination } = await treated(0.01);
    expect(combination.records[0]!.effect.mean).toBeCloseTo(0.01, 12);
    expect(combination.recipe).toMatchObject({ dropout: 0.5, penalties: { l1: 0, l2: 0 } });
  });

  test('hold of two ways of one remedy the better one', async () => {
    const start = checked({ architecture: { name: 'textCnn', size: 4 }, epochs: 5 });
    const { bench } = madeUpBench((recipe) => {
      const vectors = recipe.wordVectors ? (recipe.wordVectors.trainable ? 0.03 : 0.05) : 0;
      return trialResult(scores(1), scores(0.7 + vectors + (recipe.dropout > 0 ? 0.05 : 0) + luck(recipe)));
    });
    const results = await bench.pairs('', 'baseline', start, pairs);
    const variants = tryRemedies.plan(vectored(), start, ['wordVectors', 'dropout', 'frozenVectors']);
    const plan = { baseline: start, results, pairs };
    const { tried } = await tryRemedies(bench, { ...plan, morePairs: [], variants, onFinding: undefined });
    expect(tried.map(({ record }) => record.decision)).toEqual(['keep', 'keep', 'keep']);
    const { records, recipe } = await tryCombinations(bench, { ...plan, tried });
    expect(records.map(({ strength }) => strength)).toEqual(['dropout + frozenVectors']);
    expect(recipe).toMatchObject({ dropout: 0.5, wordVectors: { trainable: false } });
  });

  test('are none where nothing helps: the baseline goes on', async () => {
    const { bench } = madeUpBench((recipe) => trialResult(scores(1), scores(0.7 + luck(recipe))));
    const results = await bench.pairs('', 'baseline', baseline, pairs);
    const variants = tryRemedies.plan(clouds(30), baseline);
    const { tried } = await tryRemedies(bench, {
      baseline,
      results,
      pairs,
      morePairs: [],
      variants,
      onFinding: undefined,
    });
    expect(await tryCombinations(bench, { baseline, results, pairs, tried })).toEqual({
      recipe: baseline,
      results,
      records: [],
      candidates: [],
    });
  });

  test('include augmentations that only looked better, and take them where together they are proven', async () => {
    const pictures = bars(20);
    const start = baselineRecipe(pictures, 5);
    // Alone, shift and zoom do a little better with much luck in it; together, far more than luck.
    const { bench } = madeUpBench((recipe) => {
      const names = recipe.augmentations.map(({ name }) => name);
      const jitter = recipe.seed % 2 === 0 ? 0.08 : -0.04;
      if (names.length === 0) return trialResult(scores(1), scores(0.7));
      if (names.length > 1) return trialResult(scores(1), scores(0.85));
      return trialResult(scores(1), scores(['shift', 'zoom'].includes(names[0]!) ? 0.7 + jitter : 0.6));
    });
    const results = await bench.pairs('', 'baseline', start, pairs);
    const variants = tryRemedies.plan(pictures, start, ['shift', 'zoom', 'rotate']);
    const { tried } = await tryRemedies(bench, {
      baseline: start,
      results,
      pairs,
      morePairs: [],
      variants,
      onFinding: undefined,
    });
    expect(tried.map(({ record }) => record.decision)).toEqual(['drop', 'drop', 'harm']);
    const combination = await tryCombinations(bench, { baseline: start, results, pairs, tried });
    expect(combination.records).toMatchObject([
      { name: 'promising', strength: 'shift + zoom', decision: 'keep' },
    ]);
    expect(combination.recipe.augmentations.map(({ name }) => name)).toEqual(['shift', 'zoom']);
  });
});

describe('a second look', () => {
  const more = [4, 5, 6].map((seed) => ({ ...pairs[0]!, seed }));

  test('is for what looks better; it is then judged on all pairs, the rest on the first ones', async () => {
    const asked: [number, number][] = [];
    const { bench } = madeUpBench((recipe) => {
      asked.push([recipe.dropout, recipe.seed]);
      const gain =
        recipe.dropout > 0 ? 0.05 + (recipe.seed % 2 ? 0.01 : -0.01) : recipe.penalties.l1 > 0 ? -0.05 : 0;
      return trialResult(scores(1), scores(0.7 + gain));
    });
    const results = await bench.pairs('', 'baseline', baseline, pairs);
    const variants = tryRemedies.plan(clouds(30), baseline, ['dropout', 'l1']);
    const comparison = { baseline, results, pairs, morePairs: more, variants, onFinding: undefined };
    const { tried, results: all } = await tryRemedies(bench, comparison);
    expect(tried.map(({ record }) => [record.name, record.effect.pairs, record.decision])).toEqual([
      ['dropout', 7, 'keep'],
      ['l1', 4, 'harm'],
    ]);
    expect(all).toHaveLength(7);
    expect(asked.filter(([dropout]) => dropout > 0).map(([, seed]) => seed)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

describe('what is tried', () => {
  test('augmentations on pictures only', () => {
    const names = (data: ReturnType<typeof clouds>) =>
      tryRemedies.plan(data, baselineRecipe(data, 5)).map(({ name }) => name);
    expect(names(bars(10))).toEqual(expect.arrayContaining(['flipHorizontal', 'shift', 'dropout', 'l1']));
    expect(names(clouds(10))).not.toContain('shift');
    expect(names(clouds(10))).toEqual(expect.arrayContaining(['dropout', 'l1', 'l2', 'shrink']));
  });

  test('of the augmentations of pictures the usual five; others by name, where they act on such pictures', () => {
    const data = bars(10);
    const start = baselineRecipe(data, 5);
    const augmenting = tryRemedies
      .plan(data, start)
      .filter((variant) => variant.apply(start).augmentations.length > 0);
    expect(augmenting.map(({ name }) => name)).toEqual([
      'flipHorizontal',
      'noise',
      'rotate',
      'shift',
      'zoom',
    ]);
    expect(tryRemedies.plan(data, start, ['blur', 'invert']).map(({ name }) => name)).toEqual([
      'blur',
      'invert',
    ]);
    expect(() => tryRemedies.plan(data, start, ['saturation'])).toThrow('Received "saturation"');
  });

  test('only the named ones, in that order; an unknown one is refused with those that are known', () => {
    const named = tryRemedies.plan(clouds(10), baseline, ['l2', 'dropout']);
    expect(named.map(({ name }) => name)).toEqual(['l2', 'dropout']);
    expect(() => tryRemedies.plan(clouds(10), baseline, ['dropuot'])).toThrow(
      /l2.*"dropuot".*Did you mean dropout/,
    );
  });
});

test('the plain loss keeps what makes neither the score nor the calibrated loss worse on average', () => {
  const effect = (mean: number, half: number) => ({
    mean,
    interval: [mean - half, mean + half] as [number, number],
    pairs: 5,
  });
  const plain = effect(0.1, 0.05);
  expect(decide(effect(0.01, 0.02), effect(0.01, 0.02), plain)).toBe('keep');
  expect(decide(effect(0.01, 0.02), effect(0.01, 0.02))).toBe('drop');
  expect(decide(effect(-0.01, 0.02), effect(0.01, 0.02), plain)).toBe('drop');
  expect(decide(effect(0.01, 0.02), effect(-0.01, 0.02), plain)).toBe('drop');
});
