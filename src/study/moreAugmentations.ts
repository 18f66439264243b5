import { settled, type Journal } from './journal.ts';
import { halving } from './probe/halving.ts';
import { probePairs, probeRecipe } from './probe/probe.ts';
import { operationOf } from './refuse.ts';
import { mean } from './statistics.ts';
import type { PairResults, TestBench } from './testBench.ts';
import type { Dataset } from '../data/dataset.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import type { RemedyVariant } from '../remedies/remedy.ts';

/** Pairs seen by the end of each round: fewer than in a probe of its own, because what is picked is tried again. */
const rounds = [3, 6] as const;

/** How many go on to be tried as remedies. */
const picked = 3;

/** Share of a study's budget that picking may take. */
const budgetShare = 0.1;

/**
 * Of augmentations beside the usual ones those that short trainings prove to help, best first, at most three. Only
 * where a budget is given and a tenth of it is enough.
 */
export async function moreAugmentations(
  bench: TestBench,
  data: Dataset,
  plan: {
    readonly variants: readonly RemedyVariant[];
    readonly baseline: Recipe;
    /** The baseline's trials, for how long they took. */
    readonly results: PairResults;
    readonly budgetSeconds: number | undefined;
    readonly journal: Journal;
    readonly seed: number;
  },
): Promise<RemedyVariant[]> {
  const { variants, baseline, budgetSeconds, journal, seed } = plan;
  if (budgetSeconds === undefined || variants.length === 0) return [];
  const pairs = probePairs(data, rounds.at(-1)!, seed);
  const short = probeRecipe(data, pairs[0]!.parts.train.length, variants.length);
  // Half go on after the first round; the comparison without augmentation is one more.
  const trials = (variants.length + 1) * 3 + (Math.ceil(variants.length / 2) + 1) * 3;
  const enough = await settled(journal, 'probe', () => {
    const secondsEach = mean(plan.results.map((result) => result.seconds));
    const seconds = bench.secondsFor(trials, secondsEach) * Math.min(1, short.epochs / baseline.epochs);
    return Number(seconds <= budgetShare * budgetSeconds);
  });
  if (!enough) return [];
  const byName = new Map(variants.map((variant) => [variant.name, variant]));
  const { contenders } = await halving(
    variants.map((variant) => operationOf(variant, baseline)!),
    rounds,
    (augmentations, from, to) =>
      bench.pairs(
        'Which augmentations?',
        augmentations[0]?.name ?? 'none',
        checked({ ...short, augmentations }),
        pairs.slice(from, to),
      ),
  );
  return contenders
    .filter(({ decision }) => decision === 'keep')
    .sort((a, b) => b.lossEffect.mean - a.lossEffect.mean)
    .slice(0, picked)
    .map(({ operation }) => byName.get(operation.name)!);
}
