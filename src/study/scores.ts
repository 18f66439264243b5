import type { Effect, Scores } from './record.ts';
import { mean, meanEffect } from './statistics.ts';
import type { PairResults } from './testBench.ts';
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

/** How much better `treated` does than `baseline` on validation, pair by pair: accuracy gained, or rmse taken away. */
export const pairedEffect = (treated: PairResults, baseline: PairResults): Effect =>
  meanEffect(treated.map((result, i) => goodness(result.validation!) - goodness(baseline[i]!.validation!)));

/**
 * The loss by which recipes are judged: of classes that at the confidence which suits best, so that what only makes a network
 * less sure is no gain; the loss itself where there are no classes.
 */
export const judgedLoss = ({ calibratedLoss, loss }: Scores & { readonly calibratedLoss?: number }): number =>
  calibratedLoss ?? loss;

/** As `pairedEffect`, by loss: positive is less loss. */
export const pairedLossEffect = (treated: PairResults, baseline: PairResults): Effect =>
  meanEffect(treated.map((result, i) => baseline[i]!.validation!.loss - result.validation!.loss));

/** The mean over the pairs of the loss that recipes are judged by. */
export const meanLoss = (results: PairResults): number =>
  mean(results.map(({ validation }) => judgedLoss(validation!)));

/** As `pairedLossEffect`, by the loss that recipes are judged by. */
export const pairedCalibratedEffect = (treated: PairResults, baseline: PairResults): Effect =>
  meanEffect(
    treated.map((result, i) => judgedLoss(baseline[i]!.validation!) - judgedLoss(result.validation!)),
  );

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
