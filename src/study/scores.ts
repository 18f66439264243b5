import type { Effect, Scores } from './record.ts';
import { mean, meanEffect, moderatedEffect, pooledSpread, type Spread } from './statistics.ts';
import type { PairResults } from './testBench.ts';
import type { TrialResult } from './trial.ts';
import type { Dataset } from '../data/dataset.ts';

/** The score that people read, turned so that higher is better: accuracy, or minus rmse. */
export const goodness = (scores: Scores): number => scores.accuracy ?? -scores.rmse!;

/** Each score averaged over the trials. */
export function meanScores(all: readonly Scores[]): Scores {
  // What counts as imbalanced may differ between splits; a mean is only of what all of them have.
  const names = (Object.keys(all[0]!) as (keyof Scores)[]).filter((name) =>
    all.every((scores) => name in scores),
  );
  return Object.fromEntries(names.map((name) => [name, mean(all.map((scores) => scores[name]!))])) as Scores;
}

/** Validation scores of the trials. */
export const validations = (results: PairResults): Scores[] => results.map((result) => result.validation!);

/** How much better one trial does than another in some measure. */
type Gain = (treated: TrialResult, baseline: TrialResult) => number;

const gainInScore: Gain = (treated, baseline) =>
  goodness(treated.validation!) - goodness(baseline.validation!);

/**
 * The loss by which recipes are judged: of classes that at the confidence which suits best, so that what only makes a network
 * less sure is no gain; the loss itself where there are no classes.
 */
export const judgedLoss = ({ calibratedLoss, loss }: Scores & { readonly calibratedLoss?: number }): number =>
  calibratedLoss ?? loss;

const gainInLoss: Gain = (treated, baseline) =>
  judgedLoss(baseline.validation!) - judgedLoss(treated.validation!);

const gainInPlainLoss: Gain = (treated, baseline) => baseline.validation!.loss - treated.validation!.loss;

const gains = (gain: Gain, treated: PairResults, baseline: PairResults): number[] =>
  treated.map((result, i) => gain(result, baseline[i]!));

/** @param spread How much gains vary from pair to pair, as far as others tell. Default: nothing is known. */
const effectOf =
  (gain: Gain) =>
  (treated: PairResults, baseline: PairResults, spread?: Spread): Effect => {
    const values = gains(gain, treated, baseline);
    return spread && spread.weight > 0 && values.length > 1
      ? moderatedEffect(values, spread.expected, spread.weight)
      : meanEffect(values);
  };

/** How much better `treated` does than `baseline` on validation, pair by pair: accuracy gained, or rmse taken away. */
export const pairedEffect = effectOf(gainInScore);

/** As `pairedEffect`, by the loss that recipes are judged by: positive is less loss. */
export const pairedCalibratedEffect = effectOf(gainInLoss);

/** As `pairedEffect`, by loss. */
export const pairedLossEffect = effectOf(gainInPlainLoss);

/** How much each measure of an effect varies from pair to pair. */
export interface Spreads {
  readonly score: Spread;
  readonly loss: Spread;
  readonly plainLoss: Spread;
}

/** What several recipes compared with one baseline on the same pairs tell together; see `pooledSpread`. */
export function spreadsOf(all: readonly PairResults[], baseline: PairResults): Spreads {
  const pooled = (gain: Gain) => pooledSpread(all.map((treated) => gains(gain, treated, baseline)));
  return { score: pooled(gainInScore), loss: pooled(gainInLoss), plainLoss: pooled(gainInPlainLoss) };
}

/** The mean over the pairs of the loss that recipes are judged by. */
export const meanLoss = (results: PairResults): number =>
  mean(results.map(({ validation }) => judgedLoss(validation!)));

/** What a guess without looking scores: always the commonest class, or the mean; its loss is that of the class shares. */
export function guessScores({ target, size }: Dataset): Scores {
  if (target.kind === 'number') {
    const centre = mean(Array.from(target.values));
    const rmse = Math.sqrt(mean(Array.from(target.values, (value) => (value - centre) ** 2)));
    return { loss: 1, rmse, r2: 0 };
  }
  const shares = target.classes.map(
    (_, k) => target.labels.reduce((n, label) => n + Number(label === k), 0) / size,
  );
  return {
    loss: -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0),
    accuracy: Math.max(...shares),
  };
}
