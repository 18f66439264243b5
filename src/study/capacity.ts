import type { Pair } from './pairs.ts';
import type { StudyRecord } from './record.ts';
import { meanScores, pairedEffect, pairedLossEffect, validations } from './scores.ts';
import { withinOneStandardError } from './statistics.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';

/**
 * Sizes to try below the one at hand: divided by ⁴√2 again and again (parameters grow with the square of the size, so
 * that is by about √2 in parameters), as long as they are whole and new.
 */
export function smallerSizes(size: number, count = 4): number[] {
  const sizes: number[] = [];
  for (let k = 1; sizes.length < count; k++) {
    const next = Math.round(size / 2 ** (k / 4));
    if (next < 1) break;
    if (next < (sizes.at(-1) ?? size)) sizes.push(next);
    else if (next === 1) break;
  }
  return sizes;
}

/**
 * Shrinks the network geometrically on its architecture's knob and keeps the smallest whose mean validation loss lies
 * within one standard error of the best.
 *
 * @see Breiman et al. 1984, "Classification and Regression Trees", section 3.4.3 (the rule of one standard error).
 */
export async function chooseCapacity(
  bench: TestBench,
  recipe: Recipe,
  results: PairResults,
  pairs: readonly Pair[],
): Promise<{
  readonly recipe: Recipe;
  readonly results: PairResults;
  readonly records: StudyRecord['capacity'];
  /** The trials of each size. */
  readonly candidates: readonly PairResults[];
}> {
  const smaller = await Promise.all(
    smallerSizes(recipe.architecture.size).map(async (size) => {
      const shrunk = checked({ ...recipe, architecture: { ...recipe.architecture, size } });
      return {
        recipe: shrunk,
        results: await bench.pairs(
          'How small can it be?',
          `${recipe.architecture.name} ${size}`,
          shrunk,
          pairs,
        ),
      };
    }),
  );
  const candidates = [{ recipe, results }, ...smaller];
  const losses = candidates.map((candidate) => validations(candidate.results).map(({ loss }) => loss));
  const { best, within } = withinOneStandardError(losses);
  const chosen = within.lastIndexOf(true);
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
