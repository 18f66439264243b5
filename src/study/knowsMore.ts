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

/** Chance of a false answer. */
const level = 0.05;

/** Pairs of one repeat of folds, which share no validation examples. */
const pairsOfRepeat = 5;

/**
 * Whether trials are shown to know more than a guess without looking: better in the score or in the loss, beyond chance.
 * The loss counts as it is, and at the confidence that suits best: a network that is far too sure of itself may know of
 * rare classes what no share of right answers shows.
 *
 * Labels that cannot be learned make every network worse than a guess, and whatever makes it less sure of itself takes
 * loss away. That is no gain.
 */
export function knowsMore(results: PairResults, { guess, heldOut, comparisons }: Guessing): boolean {
  const scores = validations(results);
  const isAbove = (values: readonly number[], expected = 0) =>
    mean(values) > 0 && studentTest(values, expected) * comparisons < level;
  const { accuracy } = guess;
  // Of labels that have nothing to do with the input, answers are right as often as coins fall.
  const luck = accuracy === undefined ? 0 : (accuracy * (1 - accuracy)) / heldOut;
  return (
    isAbove(
      scores.map((one) => goodness(one) - goodness(guess)),
      luck,
    ) ||
    isAbove(scores.map((one) => guess.loss - one.loss)) ||
    probabilitiesKnowMore(results, { guess, heldOut, comparisons })
  );
}

/**
 * Whether the loss at the confidence that suits best is below that of a guess by more than choosing the confidence makes it.
 * Of predictions that have nothing to do with the labels, twice what the choice gains is at most a chi-square of one degree
 * of freedom for each trial (Wilks 1938), whose tail has a bound in closed form. False where there are no classes.
 *
 * @see Laurent and Massart 2000, Annals of Statistics 28:1302-1338, lemma 1 (the bound).
 */
export function probabilitiesKnowMore(
  results: PairResults,
  { guess, heldOut, comparisons }: Guessing,
): boolean {
  const scores = validations(results).slice(0, pairsOfRepeat);
  if (scores.some(({ calibratedLoss }) => calibratedLoss === undefined)) return false;
  const gained = scores.reduce((sum, one) => sum + 2 * heldOut * (guess.loss - one.calibratedLoss!), 0);
  const degrees = scores.length;
  const least = Math.log(comparisons / level);
  return gained > degrees + 2 * Math.sqrt(degrees * least) + 2 * least;
}
