import * as z from 'zod';
import type { Candidate } from './capacity.ts';
import { settled, type Journal } from './journal.ts';
import type { Pair } from './pairs.ts';
import { effect as effectRecord, interval, scores } from './recordParts.ts';
import { pairedEffect, pairedCalibratedEffect } from './scores.ts';
import { epochsAtSameCost, halvedSizes } from './sizes.ts';
import { mean } from './statistics.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { withEpochs } from './withEpochs.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';

/** A network still smaller than the chosen one, that does at least as well as the baseline. */
export const smallestRecord = z.object({
  recipe: z.record(z.string(), z.unknown()),
  parameters: z.number().int().positive(),
  /** It minus the baseline, on the same pairs. */
  effect: effectRecord,
  /** Loss taken away. */
  lossEffect: effectRecord,
  /** On the sealed part, opened once for all; absent where the budget did not pay for its training. */
  test: scores.extend({ n: z.number() }).optional(),
  /** 95% interval of the test accuracy or rmse. */
  interval: interval.optional(),
  /** It against the baseline on the test part, paired example by example. */
  improvement: effectRecord.optional(),
});
export type SmallestRecord = z.infer<typeof smallestRecord>;

/** The most sizes that are tried, each with about a quarter of the parameters of the one before. */
const mostSizes = 4;

/**
 * The smallest network that does at least as well as the baseline. What is chosen must do as well as the best, and remedies
 * raise that bar: who is content with what the network did without them may need far fewer parameters still.
 *
 * It starts at the smallest of the sizes that were compared already which looks no worse than the baseline on the same pairs,
 * in the score and in the loss that recipes are judged by. Sizes below are trained with its remedies, each for about as long as
 * the largest took, as long as they look no worse either.
 *
 * @param plan.compared Sizes that were compared before, on `pairs`. @param plan.largest The recipe that was shrunk.
 * @param plan.secondsLeft What the budget leaves for it; undefined without a budget.
 * @returns Undefined where no size below the chosen one does as well, or none was affordable.
 */
export async function findSmallest(
  bench: TestBench,
  plan: {
    readonly baselineResults: PairResults;
    readonly chosen: Recipe;
    readonly largest: Recipe;
    /** The chosen one's trials on `pairs`, for how long they took. */
    readonly chosenResults: PairResults;
    readonly compared: readonly Candidate[];
    readonly pairs: readonly Pair[];
    readonly journal: Journal;
    readonly secondsLeft: (() => number) | undefined;
  },
): Promise<{ readonly record: SmallestRecord; readonly results: PairResults } | undefined> {
  const { chosen, chosenResults, largest, pairs, journal, secondsLeft } = plan;
  const baseline = plan.baselineResults.slice(0, pairs.length);
  /** Undefined where it looks worse than the baseline. */
  const recordOf = ({ recipe, results }: Candidate): SmallestRecord | undefined => {
    const [effect, lossEffect] = [pairedEffect(results, baseline), pairedCalibratedEffect(results, baseline)];
    if (effect.mean < 0 || lossEffect.mean < 0) return undefined;
    return { recipe: { ...recipe }, parameters: results[0]!.parameters, effect, lossEffect };
  };
  const known = plan.compared
    .filter(({ results }) => results[0]!.parameters < chosenResults[0]!.parameters)
    .sort((a, b) => a.results[0]!.parameters - b.results[0]!.parameters)
    .find((size) => recordOf(size) !== undefined);
  const knownRecord = known && recordOf(known);
  let smallest = knownRecord && { record: knownRecord, results: known.results };
  const start = known?.recipe ?? chosen;
  const sizes = halvedSizes(start.architecture.size);
  const isSimplest = start.architecture.name !== largest.architecture.name;
  // The simplest kind of network was not shrunk from the largest one.
  const from = isSimplest ? start : largest;
  const epochsOf = (size: number) => epochsAtSameCost(from.epochs, from.architecture.size, size);
  const affordable = await settled(journal, 'smallest', () => {
    if (!secondsLeft || sizes.length === 0) return mostSizes;
    // A step of a very small network is hardly quicker than that of a small one.
    const times = epochsOf(sizes[0]!) / start.epochs;
    const secondsEach = times * mean((known?.results ?? chosenResults).map(({ seconds }) => seconds));
    return Math.max(0, Math.floor(secondsLeft() / bench.secondsFor(pairs.length, secondsEach)));
  });
  for (const size of sizes.slice(0, Math.min(mostSizes, affordable))) {
    const { wordMinCount } = start;
    const architecture = { ...from.architecture, size };
    const recipe = withEpochs(checked({ ...from, architecture, wordMinCount }), epochsOf(size));
    bench.total += pairs.length;
    const label = `${recipe.architecture.name} ${size} for ${recipe.epochs} epochs`;
    const results = await bench.pairs('How small for the score it had?', label, recipe, pairs, false);
    const record = recordOf({ recipe, results });
    if (!record) break;
    smallest = { record, results };
  }
  return smallest;
}
