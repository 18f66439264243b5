import type { Scores } from './record.ts';
import { goodness, validations } from './scores.ts';
import { mean, studentTest } from './statistics.ts';
import type { PairResults } from './testBench.ts';

/** What trials are measured against. */
export interface Guessing {
  /** See `guessScores`. */
  readonly guess: Scores;
  /** Examples that each trial is validated on: how much luck there is in a share of right answers. */
  readonly heldOut: number;
  /** How often the same is asked; the chance of any false answer stays 5% or less (Bonferroni). */
  readonly comparisons: number;
}

/**
 * Whether trials are shown to know more than a guess without looking: better in the score or in the loss, beyond chance.
 *
 * Labels that cannot be learned make every network worse than a guess, and whatever makes it less sure of itself takes
 * loss away. That is no gain.
 */
export function knowsMore(results: PairResults, { guess, heldOut, comparisons }: Guessing): boolean {
  const scores = validations(results);
  const isAbove = (values: readonly number[], expected = 0) =>
    mean(values) > 0 && studentTest(values, expected) * comparisons < 0.05;
  const { accuracy } = guess;
  // Of labels that have nothing to do with the input, answers are right as often as coins fall.
  const luck = accuracy === undefined ? 0 : (accuracy * (1 - accuracy)) / heldOut;
  return (
    isAbove(
      scores.map((one) => goodness(one) - goodness(guess)),
      luck,
    ) || isAbove(scores.map((one) => guess.loss - one.loss))
  );
}
