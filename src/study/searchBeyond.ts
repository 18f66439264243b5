import type { Journal } from './journal.ts';
import type { Pair } from './pairs.ts';
import { operationOf } from './refuse.ts';
import { settledBudget } from './search/budget.ts';
import { searchCocktail, type SearchResult } from './search/searchCocktail.ts';
import type { Spreads } from './scores.ts';
import type { Finding } from './study.ts';
import { looksBetter, type TriedRemedy } from './treat.ts';
import type { PairResults, TestBench } from './testBench.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Recipe } from '../recipe/schema.ts';

/** Where a search begins, and what it may cost. */
export interface SearchPlan {
  readonly data: Dataset;
  readonly baseline: Recipe;
  /** The baseline's trials on the pairs. */
  readonly results: PairResults;
  readonly pairs: readonly Pair[];
  readonly tried: readonly TriedRemedy[];
  /** How much their effects vary. */
  readonly spreads: Spreads;
  /** What remedies together made. */
  readonly start: Recipe;
  readonly journal: Journal;
  readonly seed: number;
  /** Trainings that were asked for; undefined for the usual, or for what the time allows. */
  readonly trainings?: number | undefined;
  /** Seconds and workers that are left for it; undefined without a budget. */
  readonly time: (() => { readonly seconds: number; readonly workers: number }) | undefined;
  readonly onFinding: (finding: Finding) => void;
}

/**
 * The search beyond single remedies and their sums: the joint space of all of them, from what was found so far.
 *
 * @returns Undefined where it costs nothing, for nothing is searched.
 */
export async function searchBeyond(bench: TestBench, plan: SearchPlan): Promise<SearchResult | undefined> {
  const { data, baseline, results, pairs, tried, start, journal, seed, time, onFinding } = plan;
  const budget =
    plan.trainings ??
    (await settledBudget(journal, () => {
      if (!time) return undefined;
      const { seconds, workers } = time();
      const { epochs } = baseline;
      const { secondsPerTrial } = bench;
      // Without a trial of this run nothing says how long they take.
      return secondsPerTrial === undefined
        ? { seconds: 0, secondsPerEpoch: 1, epochs, workers }
        : { seconds: Math.max(0, seconds), secondsPerEpoch: secondsPerTrial / epochs, epochs, workers };
    }));
  if (budget === 0) return undefined;
  // What did not even look better alone would be drawn for nothing.
  const augmentations = tried.flatMap(({ variant, record }) => {
    const operation = operationOf(variant, baseline);
    return operation && looksBetter(record) ? [operation] : [];
  });
  return searchCocktail(bench, {
    data,
    baseline,
    results,
    choosePairs: pairs,
    spreads: plan.spreads,
    starts: [start],
    augmentations,
    budget,
    seed,
    onFinding,
  });
}
