import type { Pair } from './pairs.ts';
import type { DiagnosisRecord, Scores } from './record.ts';
import { meanScores, validations } from './scores.ts';
import { mean, meanEffect } from './statistics.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { subset, type Dataset } from '../data/dataset.ts';
import { stratifiedSample } from '../data/split.ts';
import type { Recipe } from '../recipe/schema.ts';
import { randomKey } from '../util/random.ts';

/** Shares of the training part that are trained on beside the whole. */
const shares = [1 / 4, 1 / 2];

/** With fewer training examples than this a quarter of them says nothing. */
export const fewestForCurve = 60;

/**
 * How the error on unseen examples falls with the number of training examples, and what twice as many would bring if it
 * went on as it did: by the power law error = a · n^(−b), fitted to the three sizes of each pair.
 *
 * @returns Undefined where there are too few examples.
 * @see Hestness et al. 2017, "Deep learning scaling is predictable, empirically".
 */
export async function measureLearningCurve(
  bench: TestBench,
  data: Dataset,
  baseline: Recipe,
  results: PairResults,
  pairs: readonly Pair[],
): Promise<DiagnosisRecord['learningCurve']> {
  if (pairs[0]!.parts.train.length < fewestForCurve) return undefined;
  const parts = await Promise.all(
    shares.map(async (share) => {
      const smaller = pairs.map((pair) => smallerPair(data, pair, share));
      const some = await bench.pairs(
        'Would more data help?',
        `${Math.round(100 * share)}% of the examples`,
        baseline,
        smaller.map((pair) => ({ ...pair, scoresOnly: true })),
        false,
      );
      return { examples: smaller.map((pair) => pair.parts.train.length), results: some };
    }),
  );
  const all = [...parts, { examples: pairs.map((pair) => pair.parts.train.length), results }];
  const gains = pairs.map((_, i) =>
    gainOfTwice(
      all.map((part) => part.examples[i]!),
      all.map((part) => errorOf(part.results[i]!.validation!, pairs[i]!.parts.validation.length)),
    ),
  );
  return {
    points: all.map((part) => ({
      examples: Math.round(mean(part.examples)),
      train: meanScores(part.results.map(({ train }) => train)),
      validation: meanScores(validations(part.results)),
    })),
    twice: meanEffect(gains),
  };
}

/** The pair with a stratified share of its training part. */
function smallerPair(data: Dataset, pair: Pair, share: number): Pair {
  const { train } = pair.parts;
  const size = Math.max(2, Math.round(share * train.length));
  const places = stratifiedSample(subset(data, train), { size, seed: randomKey(pair.seed, 'curve') });
  return { ...pair, parts: { ...pair.parts, train: places.map((place) => train[place]!) } };
}

/** What falls: the share of errors, or rmse. No error at all among n is taken as half of one. */
const errorOf = (scores: Scores, n: number): number =>
  scores.accuracy === undefined ? scores.rmse! : Math.max(1 - scores.accuracy, 0.5 / n);

/** What the error loses from the largest size to twice that, by the straight line through the logarithms. */
export function gainOfTwice(examples: readonly number[], errors: readonly number[]): number {
  const [x, y] = [examples.map(Math.log), errors.map((error) => Math.log(Math.max(error, 1e-12)))];
  const [mx, my] = [mean(x), mean(y)];
  const slope =
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0) /
    x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  const now = Math.exp(my + slope * (x.at(-1)! - mx));
  return now - now * 2 ** slope;
}
