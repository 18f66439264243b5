import * as z from 'zod';
import { changeText } from './changeText.ts';
import { settled, type Journal } from './journal.ts';
import type { Pair } from './pairs.ts';
import { effect as effectRecord } from './recordParts.ts';
import { goodness, pairedEffect, pairedCalibratedEffect } from './scores.ts';
import { standardError } from './statistics.ts';
import type { Finding } from './study.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { decide } from './treat.ts';
import { withEpochs } from './withEpochs.ts';
import type { Recipe } from '../recipe/schema.ts';

/** What longer trainings of the chosen network were worth, where a budget had cut all of them short. */
export const longerRecord = z.object({
  /** Epochs of all trainings before. */
  from: z.number().int().positive(),
  epochs: z.number().int().positive(),
  /** Longer minus before, on the same pairs. */
  effect: effectRecord,
  /** Loss taken away. */
  lossEffect: effectRecord,
  /** What is shown beyond the intervals. */
  decision: z.enum(['keep', 'drop', 'harm']),
  /** Whether the chosen network is trained so. */
  taken: z.boolean(),
});
export type LongerRecord = z.infer<typeof longerRecord>;

/** Fewer than so many times the epochs are not worth a look. */
const leastTimes = 1.5;

/**
 * Share of the time left that is planned for, in the end and before sizes are compared: trainings side by side take longer
 * than one alone, and the sizes that are still to come are trained for as long.
 */
const plannedShare = { longer: 0.8, longerFirst: 0.45 };

/**
 * Trains the chosen network for longer, where a budget had cut all trainings short. Before sizes are compared, because what a
 * size can do shows in long trainings only; and in the end, where that did not help: the network is smaller by then, so that
 * the same time holds more of them. That is how it would be trained without a budget, so it need not be proven: it is
 * kept where it looks better in score and loss, or in the score by more than a standard error while the loss is not shown to
 * be worse, and told apart from the gain of the remedies.
 *
 * @param plan.wanted Epochs that trainings would have had without a budget.
 * @param plan.secondsLeft What the budget leaves for it and for the final trainings; undefined without a budget.
 */
export async function lengthen(
  bench: TestBench,
  plan: {
    readonly recipe: Recipe;
    /** Its trials on `pairs`. */
    readonly results: PairResults;
    readonly pairs: readonly Pair[];
    readonly wanted: number;
    readonly workers: number;
    readonly journal: Journal;
    /** Default `longer`: in the end. */
    readonly when?: keyof typeof plannedShare;
    readonly secondsLeft: (() => number) | undefined;
    readonly onFinding: (finding: Finding) => void;
  },
): Promise<{ recipe: Recipe; results: PairResults; record?: LongerRecord; candidates: PairResults[] }> {
  const { recipe, results, pairs, wanted, workers, journal, secondsLeft, onFinding, when = 'longer' } = plan;
  const same = { recipe, results, candidates: [] };
  const epochs = await settled(journal, when, () => {
    if (!secondsLeft) return 0;
    const perEpoch = Math.max(
      ...results.map((one) => one.secondsPerEpoch ?? one.seconds / one.history.at(-1)!.epoch),
    );
    // The final training, and time for what is told in the end.
    const rounds = Math.ceil(pairs.length / workers) + 1.3;
    const affordable = Math.floor((plannedShare[when] * secondsLeft()) / (perEpoch * rounds));
    const most = Math.min(wanted, affordable);
    return most >= leastTimes * recipe.epochs ? most : 0;
  });
  if (epochs === 0) return same;
  bench.total += pairs.length;
  const longer = withEpochs(recipe, epochs);
  const trained = await bench.pairs('Would longer be better?', `${epochs} epochs`, longer, pairs, false);
  const effect = pairedEffect(trained, results);
  const lossEffect = pairedCalibratedEffect(trained, results);
  const decision = decide(effect, lossEffect);
  const gains = trained.map((one, i) => goodness(one.validation!) - goodness(results[i]!.validation!));
  const isLossWorse = lossEffect.interval[1] < 0;
  const taken =
    effect.mean >= 0 && (lossEffect.mean >= 0 || (effect.mean > standardError(gains) && !isLossWorse));
  const record: LongerRecord = { from: recipe.epochs, epochs, effect, lossEffect, decision, taken };
  const isShare = results[0]!.validation?.accuracy !== undefined;
  const gain = changeText(effect, isShare);
  onFinding({
    kind: 'note',
    text:
      `The budget had cut trainings to ${recipe.epochs} epochs. For ${epochs} the validation score of the ${when === 'longer' ? 'chosen network' : 'winner, before it is made smaller,'} changes by ${gain}` +
      (taken
        ? ': it is trained so. The baseline is not, so that part of what lies between them is this.'
        : ': it stays as it is.'),
  });
  return taken
    ? { recipe: longer, results: trained, record, candidates: [trained] }
    : { ...same, record, candidates: [trained] };
}
