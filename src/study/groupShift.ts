import { makePairs, type Pair } from './pairs.ts';
import type { DiagnosisRecord } from './record.ts';
import { goodness, meanScores, validations } from './scores.ts';
import { differenceOfMeans } from './statistics.ts';
import type { PairResults, TestBench } from './testBench.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Recipe } from '../recipe/schema.ts';
import { randomKey } from '../util/random.ts';

/** Whether several examples share a group, so that a split by groups differs from one by examples. */
export const hasGroups = ({ groups }: Dataset): boolean =>
  groups !== undefined && new Set(groups).size < groups.length;

/**
 * What new groups cost: validation where examples of one group stand on both sides of a split, against validation on
 * groups that training never saw, as in all other trials of a study.
 *
 * @returns Undefined for data without groups.
 */
export async function measureGroupShift(
  bench: TestBench,
  data: Dataset,
  baseline: Recipe,
  results: PairResults,
  seed: number,
): Promise<DiagnosisRecord['groupShift']> {
  if (!hasGroups(data)) return undefined;
  const { groups: _, ...ungrouped } = data;
  const within: readonly Pair[] = makePairs(ungrouped, results.length, randomKey(seed, 'within groups'));
  const known = await bench.pairs(
    'Are new groups harder?',
    'baseline within groups',
    baseline,
    within.map((pair) => ({ ...pair, scoresOnly: true })),
  );
  return {
    within: meanScores(validations(known)),
    lost: differenceOfMeans(validations(known).map(goodness), validations(results).map(goodness)),
  };
}
