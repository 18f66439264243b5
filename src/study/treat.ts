import type { Pair } from './pairs.ts';
import type { Effect, RemedyRecord } from './record.ts';
import { meanScores, pairedEffect, pairedLossEffect, validations } from './scores.ts';
import type { Finding } from './study.ts';
import type { PairResults, TestBench } from './testBench.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Recipe } from '../recipe/schema.ts';
import { lookUp } from '../recipe/schema.ts';
import * as remedies from '../remedies/index.ts';
import type { Remedy, RemedyVariant } from '../remedies/remedy.ts';

/** A remedy that was tried, with all its trials. */
export interface TriedRemedy {
  readonly variant: RemedyVariant;
  readonly recipe: Recipe;
  readonly results: PairResults;
  readonly record: RemedyRecord;
}

/**
 * What paired effects say. `keep`: better beyond the interval in the score or in the loss, and the other not worse;
 * `harm`: the same the other way round; `drop`: no effect shown.
 */
export function decide(effect: Effect, lossEffect: Effect): RemedyRecord['decision'] {
  const better = effect.interval[0] > 0 || lossEffect.interval[0] > 0;
  const worse = effect.interval[1] < 0 || lossEffect.interval[1] < 0;
  if (better && !worse && effect.mean >= 0 && lossEffect.mean >= 0) return 'keep';
  if (worse && !better && effect.mean <= 0 && lossEffect.mean <= 0) return 'harm';
  return 'drop';
}

function recordOf(
  described: Pick<RemedyRecord, 'name' | 'strength' | 'explanation'>,
  recipe: Recipe,
  treated: PairResults,
  baseline: PairResults,
): RemedyRecord {
  const effect = pairedEffect(treated, baseline);
  const lossEffect = pairedLossEffect(treated, baseline);
  return {
    ...described,
    parameters: treated[0]!.parameters,
    validation: meanScores(validations(treated)),
    effect,
    lossEffect,
    decision: decide(effect, lossEffect),
    recipe: { ...recipe },
  };
}

/** Each remedy alone against the baseline, on the same pairs. */
export async function tryRemedies(
  bench: TestBench,
  plan: {
    readonly baseline: Recipe;
    readonly results: PairResults;
    readonly pairs: readonly Pair[];
    readonly variants: readonly RemedyVariant[];
    readonly onFinding: ((finding: Finding) => void) | undefined;
  },
): Promise<TriedRemedy[]> {
  const { baseline, results, pairs, variants, onFinding } = plan;
  return Promise.all(
    variants.map(async (variant) => {
      const { name, strength, explanation } = variant;
      const recipe = variant.apply(baseline);
      const treated = await bench.pairs('What helps?', name, recipe, pairs);
      const record = recordOf({ name, strength, explanation }, recipe, treated, results);
      onFinding?.({ kind: 'remedy', remedy: record });
      return { variant, recipe, results: treated, record };
    }),
  );
}

/**
 * The remedies that apply to such data, found by folder; only the named ones where names are given.
 *
 * @throws {OptionError} an unknown name; the message lists the known ones.
 */
tryRemedies.plan = (data: Dataset, baseline: Recipe, names?: readonly string[]): RemedyVariant[] => {
  const context = { kind: data.features.kind, baseline };
  const all = Object.values(remedies as Record<string, Remedy>).flatMap((remedy) => remedy.variants(context));
  if (!names) return all;
  const byName = Object.fromEntries(all.map((variant) => [variant.name, variant]));
  return names.map((name) => lookUp('remedy', byName, name));
};

/** A candidate for the recipe to go on with. */
interface Candidate {
  readonly recipe: Recipe;
  readonly results: PairResults;
}

/**
 * All kept remedies at once. Size is left to the search of capacity.
 *
 * Remedies can be too much together: each takes capacity or time. So the recipe to go on with is the best by mean
 * validation loss of the combination, its augmentations alone where it holds others too, and the best single remedy.
 */
export async function tryCombination(
  bench: TestBench,
  plan: {
    readonly baseline: Recipe;
    readonly results: PairResults;
    readonly pairs: readonly Pair[];
    readonly tried: readonly TriedRemedy[];
  },
): Promise<Candidate & { readonly record?: RemedyRecord }> {
  const { baseline, results, pairs, tried } = plan;
  const kept = tried.filter(({ record, variant }) => record.decision === 'keep' && variant.name !== 'shrink');
  if (kept.length === 0) return { recipe: baseline, results };
  const together = async (label: string, some: readonly TriedRemedy[]): Promise<Candidate> => {
    const recipe = some.reduce((current, { variant }) => variant.apply(current), baseline);
    return { recipe, results: await bench.pairs('All that help together', label, recipe, pairs) };
  };
  const augmentations = kept.filter(
    ({ recipe }) => recipe.augmentations.length > baseline.augmentations.length,
  );
  const isMixed = augmentations.length > 1 && augmentations.length < kept.length;
  const [all, ...parts] = await Promise.all([
    together('combined', kept),
    ...(isMixed ? [together('augmentations', augmentations)] : []),
  ]);
  const record = recordOf(
    {
      name: 'combined',
      strength: kept.map(({ variant }) => variant.name).join(' + '),
      explanation: 'all kept remedies at once',
    },
    all!.recipe,
    all!.results,
    results,
  );
  const loss = (candidate: Candidate) => meanScores(validations(candidate.results)).loss;
  const best = [all!, ...parts, ...kept].reduce((a, b) => (loss(b) < loss(a) ? b : a));
  return { recipe: best.recipe, results: best.results, record };
}
