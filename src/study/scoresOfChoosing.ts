import type { Scores } from './record.ts';
import { judgedLoss, meanScores } from './scores.ts';
import { mean } from './statistics.ts';
import type { PairResults } from './testBench.ts';

/**
 * What validation truly says of a choice that was made by validation. The best of many on the same examples is the best of
 * their luck too; so, for each pair, the candidate that the *other* pairs choose (by the least mean loss) is scored on that
 * pair, whose validation examples had no say in it. That is the score of choosing so, not of one candidate.
 *
 * @param candidates Trials of each, on the same pairs in the same order; of several repeats of folds the first one alone.
 * @see Varma and Simon 2006, BMC Bioinformatics 7:91 (the bias of choosing and reporting by the same folds).
 */
export function scoresOfChoosing(candidates: readonly PairResults[]): Scores {
  const pairs = Math.min(...candidates.map((results) => results.length));
  const loss = (results: PairResults, without: number) =>
    mean(
      results
        .slice(0, pairs)
        .flatMap(({ validation }, i) => (i === without ? [] : [judgedLoss(validation!)])),
    );
  return meanScores(
    Array.from({ length: pairs }, (_, pair) => {
      const losses = candidates.map((results) => loss(results, pair));
      // With a single pair nothing is left to choose by: the first candidate stands.
      return candidates[losses.indexOf(Math.min(...losses))]![pair]!.validation!;
    }),
  );
}
