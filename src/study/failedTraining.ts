import type { Scores } from './record.ts';
import type { PairResults } from './testBench.ts';

/** Share that a training may be right less often on its own examples than each trial was on its own. */
const mostBehind = 0.1;
/** Times the error on its own examples that each trial made at the most. */
const mostTimes = 1.5;

/**
 * Whether a training learned its examples far worse than every trial of the same recipe did: small networks now and then
 * start where nothing is learned, or stop early before they began.
 *
 * @param train Its scores on what it was trained on.
 */
export function hasFailed(train: Scores, trials: PairResults): boolean {
  const { accuracy, rmse } = train;
  return accuracy !== undefined
    ? trials.every((trial) => accuracy < (trial.train.accuracy ?? 0) - mostBehind)
    : trials.every((trial) => rmse! > mostTimes * (trial.train.rmse ?? Infinity));
}
