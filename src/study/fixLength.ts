import * as z from 'zod';
import { changeText } from './changeText.ts';
import { settled, type Journal } from './journal.ts';
import type { Pair } from './pairs.ts';
import { effect as effectRecord } from './recordParts.ts';
import { goodness, judgedLoss, pairedCalibratedEffect, pairedEffect } from './scores.ts';
import { median, standardError } from './statistics.ts';
import type { Finding } from './study.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';

/** What it was worth to plan for the length at which early stopping had ended trainings. */
export const fixedLengthRecord = z.object({
  /** The planned length, and the one that early stopping had cut short. */
  epochs: z.number().int().positive(),
  from: z.number().int().positive(),
  /** Planned minus stopped, on the same pairs. */
  effect: effectRecord,
  /** Loss taken away. */
  lossEffect: effectRecord,
  /** Whether the study went on with it. */
  taken: z.boolean(),
});
export type FixedLengthRecord = z.infer<typeof fixedLengthRecord>;

/**
 * Trainings of the length after which early stopping ended them, planned from the start. A learning rate that falls with the
 * epochs then falls to its end, and the final training needs no part to watch, so that it learns from all examples.
 *
 * The length is the median over the pairs. Because the final training gains by it what no pair can show, it is taken where
 * it is no worse than by one standard error, in the score and in the loss that recipes are judged by.
 *
 * @param plan.secondsLeft What the budget leaves for it; undefined without a budget.
 * @returns What came in, where the recipe does not stop early or the time does not allow a look.
 * @see Goodfellow, Bengio and Courville 2016, "Deep Learning", section 7.8, algorithm 7.2.
 */
export async function fixLength(
  bench: TestBench,
  plan: {
    readonly recipe: Recipe;
    /** Its trials on `pairs`. */
    readonly results: PairResults;
    readonly pairs: readonly Pair[];
    readonly journal: Journal;
    readonly secondsLeft: (() => number) | undefined;
    readonly onFinding: (finding: Finding) => void;
  },
): Promise<{
  readonly recipe: Recipe;
  readonly results: PairResults;
  readonly record?: FixedLengthRecord;
  readonly candidates: readonly PairResults[];
}> {
  const { recipe, results, pairs, journal, secondsLeft, onFinding } = plan;
  const same = { recipe, results, candidates: [] };
  if (recipe.stopping === null) return same;
  const affordable = await settled(journal, 'fixedLength', () =>
    Number(!secondsLeft || secondsLeft() > bench.secondsFor(pairs.length)),
  );
  if (!affordable) return same;
  const epochs = Math.max(1, Math.round(median(results.map(({ stopped }) => stopped.bestEpoch))));
  const fixed = checked({ ...recipe, epochs, stopping: null });
  bench.total += pairs.length;
  const trained = await bench.pairs('How long from the start?', `${epochs} epochs`, fixed, pairs);
  const effect = pairedEffect(trained, results);
  const lossEffect = pairedCalibratedEffect(trained, results);
  const error = (measure: (one: PairResults[number]) => number) =>
    standardError(trained.map((one, i) => measure(one) - measure(results[i]!)));
  const taken =
    effect.mean >= -error(({ validation }) => goodness(validation!)) &&
    lossEffect.mean >= -error(({ validation }) => judgedLoss(validation!));
  const isShare = results[0]!.validation?.accuracy !== undefined;
  const gain = changeText(effect, isShare);
  onFinding({
    kind: 'note',
    text:
      `Early stopping went back to epoch ${epochs} in the middle of the splits. Planned for that length from the start, ` +
      `the validation score changes by ${gain}: ` +
      (taken
        ? 'it is trained so, and in the end on all examples, for none must be set aside to watch.'
        : 'it goes on stopping early.'),
  });
  const record = { epochs, from: recipe.epochs, effect, lossEffect, taken };
  return taken
    ? { recipe: fixed, results: trained, record, candidates: [trained] }
    : { ...same, record, candidates: [trained] };
}
