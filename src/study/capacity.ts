import type { Pair } from './pairs.ts';
import type { Scores, StudyRecord } from './record.ts';
import { meanScores, pairedEffect, pairedLossEffect, validations } from './scores.ts';
import { withinOneStandardError } from './statistics.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';

/** Sizes that are tried side by side before it is asked whether still smaller ones are worth a try. */
const atOnce = 2;

/** The fewest sizes that are tried whatever the time, where there are so many, and the most. */
export const [fewestSizes, mostSizes] = [4, 16];

/**
 * Sizes to try below the one at hand: divided by √2 again and again, as long as they are whole and new. Parameters grow
 * with the square of the size, so each has about half as many as the one before.
 */
export function smallerSizes(size: number, count = mostSizes): number[] {
  const sizes: number[] = [];
  for (let k = 1; sizes.length < count; k++) {
    const next = Math.round(size / 2 ** (k / 2));
    if (next < 1) break;
    if (next < (sizes.at(-1) ?? size)) sizes.push(next);
    else if (next === 1) break;
  }
  return sizes;
}

/** Share that is wrong, or the typical miss. */
const errorOf = ({ accuracy, rmse, loss }: Scores): number =>
  accuracy !== undefined ? 1 - accuracy : (rmse ?? loss);

/**
 * Shrinks the network geometrically on its architecture's knob, as long as the smallest so far is still as good, and
 * keeps the smallest whose mean validation loss lies within one standard error of the best, and whose error does so too: an
 * overconfident large network has a high loss, and a smaller one beside it may know less all the same.
 *
 * @param most How many smaller sizes may be tried.
 * @see Breiman et al. 1984, "Classification and Regression Trees", section 3.4.3 (the rule of one standard error).
 */
export async function chooseCapacity(
  bench: TestBench,
  recipe: Recipe,
  results: PairResults,
  pairs: readonly Pair[],
  most = mostSizes,
): Promise<{
  readonly recipe: Recipe;
  readonly results: PairResults;
  readonly records: StudyRecord['capacity'];
  /** The trials of each size. */
  readonly candidates: readonly PairResults[];
}> {
  const trySize = async (size: number) => {
    const shrunk = checked({ ...recipe, architecture: { ...recipe.architecture, size } });
    const label = `${recipe.architecture.name} ${size}`;
    return { recipe: shrunk, results: await bench.pairs('How small can it be?', label, shrunk, pairs) };
  };
  /** Which are as good as the best in both, and which is the best in loss. */
  const judged = (some: readonly { readonly results: PairResults }[]) => {
    const by = (measure: (scores: Scores) => number) =>
      withinOneStandardError(some.map(({ results: own }) => validations(own).map(measure)));
    const [loss, error] = [by((scores) => scores.loss), by(errorOf)];
    return { best: loss.best, within: loss.within.map((isWithin, i) => isWithin && error.within[i]!) };
  };
  const candidates = [{ recipe, results }];
  const sizes = smallerSizes(recipe.architecture.size, most);
  for (let from = 0; from < sizes.length; from += atOnce) {
    candidates.push(...(await Promise.all(sizes.slice(from, from + atOnce).map(trySize))));
    if (!judged(candidates).within.slice(-atOnce).includes(true)) break;
  }
  const { best, within } = judged(candidates);
  const chosen = within.includes(true) ? within.lastIndexOf(true) : best;
  const bestResults = candidates[best]!.results;
  return {
    ...candidates[chosen]!,
    candidates: candidates.map((candidate) => candidate.results),
    records: candidates.map((candidate, i) => ({
      size: candidate.recipe.architecture.size,
      parameters: candidate.results[0]!.parameters,
      train: meanScores(candidate.results.map((result) => result.train)),
      validation: meanScores(validations(candidate.results)),
      ...(i !== best && {
        effect: pairedEffect(candidate.results, bestResults),
        lossEffect: pairedLossEffect(candidate.results, bestResults),
      }),
      chosen: i === chosen,
    })),
  };
}
