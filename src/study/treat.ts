import type { Pair } from './pairs.ts';
import { knowsMore } from './knowsMore.ts';
import type { Effect, RemedyRecord, Scores } from './record.ts';
import {
  meanLoss,
  meanScores,
  pairedEffect,
  pairedCalibratedEffect,
  pairedLossEffect,
  spreadsOf,
  validations,
  type Spreads,
} from './scores.ts';
import type { Finding } from './study.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { imbalanceOf } from '../data/imbalance.ts';
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
 * What paired effects say. `keep`: better beyond the interval in the score or in a loss, and neither the score nor the loss at
 * the confidence that suits best worse; `harm`: worse beyond it in one of these, and the other no better; `drop`: no effect shown.
 *
 * @param plainLossEffect The loss as it is. On few examples it shows what helps where the others do not yet; by itself it
 * keeps nothing that makes the others worse on average.
 */
export function decide(
  effect: Effect,
  lossEffect: Effect,
  plainLossEffect: Effect = lossEffect,
): RemedyRecord['decision'] {
  const better = [effect, lossEffect, plainLossEffect].some(({ interval }) => interval[0] > 0);
  const worse = effect.interval[1] < 0 || lossEffect.interval[1] < 0;
  if (better && !worse && effect.mean >= 0 && lossEffect.mean >= 0) return 'keep';
  if (worse && !better && effect.mean <= 0 && lossEffect.mean <= 0) return 'harm';
  return 'drop';
}

/**
 * @param isKnowing Whether it is shown to know more than a guess; what does not is kept for nothing.
 * @param spreads What all remedies tell of how much effects vary. Default: each is judged by itself.
 */
function recordOf(
  { name, strength, explanation }: Pick<RemedyRecord, 'name' | 'strength' | 'explanation'>,
  recipe: Recipe,
  treated: PairResults,
  baseline: PairResults,
  isKnowing: (results: PairResults) => boolean,
  spreads?: Spreads,
): RemedyRecord {
  const same = baseline.slice(0, treated.length);
  const effect = pairedEffect(treated, same, spreads?.score);
  const lossEffect = pairedCalibratedEffect(treated, same, spreads?.loss);
  const plainLossEffect = pairedLossEffect(treated, same, spreads?.plainLoss);
  const decision = decide(effect, lossEffect, plainLossEffect);
  return {
    name,
    strength,
    explanation,
    parameters: treated[0]!.parameters,
    validation: meanScores(validations(treated)),
    effect,
    lossEffect,
    plainLossEffect,
    decision: decision === 'keep' && !isKnowing(treated) ? 'drop' : decision,
    recipe: { ...recipe },
  };
}

const knowing =
  ({ guess, pairs }: Pick<Comparison, 'guess' | 'pairs'>, comparisons: number) =>
  (results: PairResults): boolean =>
    guess === undefined ||
    knowsMore(results, { guess, heldOut: pairs[0]!.parts.validation!.length, comparisons });

/** Whether a remedy looks better so far: on average, in the score and in the loss. */
export const looksBetter = ({ effect, lossEffect }: RemedyRecord): boolean =>
  effect.mean >= 0 && lossEffect.mean >= 0 && (effect.mean > 0 || lossEffect.mean > 0);

/** The baseline with its trials on the first pairs, and the pairs of a second look. */
export interface Comparison {
  readonly baseline: Recipe;
  readonly results: PairResults;
  readonly pairs: readonly Pair[];
  /** More pairs, for what looks better on the first ones; none where time is short. */
  readonly morePairs: readonly Pair[];
  /** What a guess without looking scores: a remedy that is kept must be shown to know more. Default: not asked. */
  readonly guess?: Scores;
  /** Whether there is time for so many trials more. Default: always. */
  readonly affords?: (trials: number) => Promise<boolean>;
  /** What all remedies tell of how much effects vary. Default: each is judged by itself. */
  readonly spreads?: Spreads;
}

/**
 * Each remedy alone against the baseline, on the same pairs.
 *
 * What looks better on the first pairs is looked at again on as many more and judged on all of them; what does not is
 * judged at once. Only giving up early is decided at the first look, so a second one makes no false gain likelier.
 *
 * Few pairs hardly say how much effects vary, all remedies together do: in the end each is judged by what they share
 * (`spreadsOf`), and a finding whose decision that changes is told again.
 *
 * @returns The remedies, the baseline's trials on the first pairs and, where there was a second look, on all; and how much
 * effects vary.
 */
export async function tryRemedies(
  bench: TestBench,
  plan: Comparison & {
    readonly variants: readonly RemedyVariant[];
    readonly onFinding: ((finding: Finding) => void) | undefined;
  },
): Promise<{ readonly tried: TriedRemedy[]; readonly results: PairResults; readonly spreads: Spreads }> {
  const { baseline, results, pairs, morePairs, variants, onFinding } = plan;
  const isKnowing = knowing(plan, variants.length);
  let allResults = results;
  const first = await Promise.all(
    variants.map(async (variant) => {
      const recipe = variant.apply(baseline);
      const treated = await bench.pairs('What helps?', variant.name, recipe, pairs);
      const record = recordOf(variant, recipe, treated, results, isKnowing);
      const promising = morePairs.length > 0 && looksBetter(record);
      if (!promising) {
        bench.total -= morePairs.length;
        onFinding?.({ kind: 'remedy', remedy: record });
      }
      return { variant, recipe, results: treated, record, promising };
    }),
  );
  const spreads = spreadsOf(
    first.map((remedy) => remedy.results),
    results,
  );
  const count = first.filter(({ promising }) => promising).length;
  // Beside the promising ones the baseline is looked at again, and later two combinations on all pairs.
  const again = count > 0 && ((await plan.affords?.(morePairs.length * (count + 3))) ?? true);
  if (again)
    allResults = [...results, ...(await bench.pairs('A second look', 'baseline', baseline, morePairs))];
  const tried = await Promise.all(
    first.map(async ({ promising, record: before, ...remedy }): Promise<TriedRemedy> => {
      const { variant, recipe } = remedy;
      const more =
        promising && again ? await bench.pairs('A second look', variant.name, recipe, morePairs) : [];
      const treated = [...remedy.results, ...more];
      const record = recordOf(variant, recipe, treated, allResults, isKnowing, spreads);
      if (promising) onFinding?.({ kind: 'remedy', remedy: record });
      else if (record.decision !== before.decision)
        onFinding?.({ kind: 'remedy', remedy: record, isRevised: true });
      return { variant, recipe, results: treated, record };
    }),
  );
  return { tried, results: allResults, spreads };
}

/** Every remedy that applies to such data, found by folder. */
tryRemedies.all = (data: Dataset, baseline: Recipe): RemedyVariant[] => {
  const imbalance = imbalanceOf(data);
  const context = { features: data.features, baseline, ...(imbalance && { imbalance }) };
  return Object.values(remedies as Record<string, Remedy>).flatMap((remedy) => remedy.variants(context));
};

/**
 * The usual remedies that apply to such data; where names are given those, out of all that apply.
 *
 * @throws {OptionError} an unknown name; the message lists the known ones.
 */
tryRemedies.plan = (data: Dataset, baseline: Recipe, names?: readonly string[]): RemedyVariant[] => {
  const all = tryRemedies.all(data, baseline);
  if (!names) return all.filter(({ usual = true }) => usual);
  const byName = Object.fromEntries(all.map((variant) => [variant.name, variant]));
  return names.map((name) => lookUp('remedy', byName, name));
};

/** A recipe to go on with, and its trials. */
interface Candidate {
  readonly recipe: Recipe;
  readonly results: PairResults;
}

/**
 * Several remedies at once. Size is left to the search of capacity.
 *
 * Tried are all kept remedies; their augmentations alone, because remedies can be too much together (each takes
 * capacity or time); and all augmentations that did better on average, because a few splits do not show every effect
 * that is there. What goes on is the best by mean validation loss of the kept remedies and of those combinations which
 * are themselves better than the baseline beyond their interval; the baseline where there is none.
 */
export async function tryCombinations(
  bench: TestBench,
  plan: Omit<Comparison, 'morePairs'> & { readonly tried: readonly TriedRemedy[] },
): Promise<
  Candidate & {
    readonly records: RemedyRecord[];
    /** The trials of each combination. */
    readonly candidates: readonly PairResults[];
  }
> {
  const { baseline, results, pairs, tried } = plan;
  const isKnowing = knowing(plan, tried.length);
  const kept = tried.filter(({ record, variant }) => record.decision === 'keep' && variant.name !== 'shrink');
  const combinations = await Promise.all(
    combinationsOf(tried, kept, baseline).map(async ({ name, explanation, members }) => {
      const recipe = members.reduce((current, { variant }) => variant.apply(current), baseline);
      const treated = await bench.pairs('What helps together?', name, recipe, pairs);
      const strength = members.map(({ variant }) => variant.name).join(' + ');
      return {
        recipe,
        results: treated,
        record: recordOf({ name, strength, explanation }, recipe, treated, results, isKnowing, plan.spreads),
      };
    }),
  );
  const proven = combinations.filter(({ record }) => record.decision === 'keep');
  const loss = ({ results: some }: Candidate) => meanLoss(some);
  const best = [...proven, ...kept].reduce<Candidate>((a, b) => (loss(b) < loss(a) ? b : a), {
    recipe: baseline,
    results,
  });
  return {
    recipe: best.recipe,
    results: best.results,
    records: combinations.map(({ record }) => record),
    candidates: combinations.map((combination) => combination.results),
  };
}

interface Combination {
  readonly name: string;
  readonly explanation: string;
  readonly members: readonly TriedRemedy[];
}

/** Of two ways of one remedy the one with less validation loss. */
function bestWays(kept: readonly TriedRemedy[]): TriedRemedy[] {
  const loss = ({ results }: TriedRemedy) => meanLoss(results);
  return kept.filter(
    (one) =>
      !kept.some(
        (other) =>
          other !== one &&
          one.variant.wayOf !== undefined &&
          other.variant.wayOf === one.variant.wayOf &&
          (loss(other) < loss(one) || (loss(other) === loss(one) && kept.indexOf(other) < kept.indexOf(one))),
      ),
  );
}

/** The combinations worth trying: of two remedies or more, none twice. */
function combinationsOf(
  tried: readonly TriedRemedy[],
  kept: readonly TriedRemedy[],
  baseline: Recipe,
): Combination[] {
  const compatible = bestWays(kept);
  const augments = ({ recipe }: TriedRemedy) => recipe.augmentations.length > baseline.augmentations.length;
  const all: Combination[] = [
    { name: 'combined', explanation: 'all kept remedies at once', members: compatible },
    {
      name: 'augmentations',
      explanation: 'the kept augmentations alone',
      members: compatible.filter(augments),
    },
    {
      name: 'promising',
      explanation: 'all augmentations that did better on average',
      members: tried.filter((remedy) => augments(remedy) && looksBetter(remedy.record)),
    },
  ];
  const seen = new Set<string>();
  return all.filter(({ members }) => {
    const key = members.map(({ variant }) => variant.name).join();
    return members.length > 1 && !seen.has(key) && seen.add(key);
  });
}
