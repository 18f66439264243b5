import * as z from 'zod';
import type { Pair } from './pairs.ts';
import { effect, scores } from './recordParts.ts';
import { meanScores, pairedEffect, pairedCalibratedEffect, validations } from './scores.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { decide } from './treat.ts';
import type { Dataset } from '../data/dataset.ts';
import { network } from '../recipe/compile.ts';
import { fitPreparation } from '../recipe/preparation.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import { watches } from '../recipe/watches.ts';
import { isPrunable } from '../train/prunedParameters.ts';

/** The chosen size reached by taking units out of the largest one, against the same network trained from the start. */
export const pruningRecord = z.object({
  /** The size that was trained first, and the one that was kept. */
  from: z.number(),
  size: z.number(),
  parameters: z.number(),
  validation: scores,
  /** Against the small network from the start, on the same pairs and steps: accuracy gained, or rmse taken away. */
  effect,
  lossEffect: effect,
  decision: z.enum(['keep', 'drop', 'harm']),
});

export type PruningRecord = z.infer<typeof pruningRecord>;

/** The recipe of a network that is pruned to its size: its end is what counts, so it neither stops early nor averages. */
const unstopped = (recipe: Recipe): Recipe => checked({ ...recipe, stopping: null, averaging: null });

/** Whether pruning from `from` to the recipe's size can be tried. */
export function canPrune(data: Dataset, recipe: Recipe, from: number): boolean {
  if (recipe.architecture.size >= from || recipe.epochs < 4 || recipe.backbone?.trainable) return false;
  const bare = unstopped(recipe);
  return !watches(bare) && isPrunable(network(bare, fitPreparation(data)));
}

/**
 * Two ways to a small network at the same number of steps: trained from the start, or trained large for half of them and
 * pruned by whole units. Which is better depends on the data; the literature has found either.
 *
 * @param results Of the small network trained from the start, on `pairs`.
 * @see Liu et al. 2019, "Rethinking the value of network pruning", arXiv:1810.05270.
 */
export async function comparePruning(
  bench: TestBench,
  plan: {
    readonly recipe: Recipe;
    readonly from: number;
    readonly results: PairResults;
    readonly pairs: readonly Pair[];
  },
): Promise<{
  readonly record: PruningRecord;
  readonly recipe: Recipe;
  readonly results: PairResults;
}> {
  const { from, results, pairs } = plan;
  const recipe = unstopped(plan.recipe);
  const pruned = await bench.pairs(
    'Cut down, or small from the start?',
    `${recipe.architecture.name} ${from} cut to ${recipe.architecture.size}`,
    recipe,
    pairs.map(({ parts, seed }) => ({ parts, seed, ensemble: { kind: 'pruned' as const, from } })),
    false,
  );
  const [gain, lossGain] = [pairedEffect(pruned, results), pairedCalibratedEffect(pruned, results)];
  return {
    record: {
      from,
      size: recipe.architecture.size,
      parameters: pruned[0]!.parameters,
      validation: meanScores(validations(pruned)),
      effect: gain,
      lossEffect: lossGain,
      decision: decide(gain, lossGain),
    },
    recipe,
    results: pruned,
  };
}
