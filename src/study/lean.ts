import * as z from 'zod';
import { epochLimit, memorize, studyEpochs, type Memorizing } from './baseline.ts';
import { changeText } from './changeText.ts';
import { settled, type Journal } from './journal.ts';
import type { Pair } from './pairs.ts';
import { effect as effectRecord } from './recordParts.ts';
import { meanScores, pairedEffect, pairedCalibratedEffect, validations } from './scores.ts';
import type { Finding } from './study.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { decide } from './treat.ts';
import { registry } from '../recipe/registry.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';

/** The baseline at half its size, on which remedies are tried where a budget is short. */
export const leanRecord = z.object({
  size: z.number().int().positive(),
  parameters: z.number().int().positive(),
  /** Half the size minus the baseline, on the same pairs and for as many epochs. */
  effect: effectRecord,
  /** Loss taken away. */
  lossEffect: effectRecord,
  /** Whether remedies were tried on it. */
  taken: z.boolean(),
});
export type LeanRecord = z.infer<typeof leanRecord>;

/** Share of a budget after which timing half the size is given up. */
const timingShare = 0.03;

/** Fewer than so many times the epochs are not worth another network. */
const leastTimes = 1.5;

/** Half the size, and the epochs that it affords. */
export interface LeanPlan {
  readonly recipe: Recipe;
  /** How long its trainings take, as a share of the baseline's. */
  readonly share: number;
}

/**
 * Whether trainings that a budget cuts short would be long enough at half the size: most of a study is spent on comparing
 * remedies, and those show less of what they can do where training ends early.
 *
 * @param plan.epochs What the baseline's size affords.
 * @param plan.secondsFor Seconds that one training may take if a study's trainings take `share` of the baseline's time.
 */
export async function planLean(
  bench: TestBench,
  plan: {
    readonly baseline: Recipe;
    readonly memorizing: Memorizing;
    readonly epochs: number;
    readonly pair: Pair;
    readonly journal: Journal;
    readonly budgetSeconds: number;
    readonly secondsFor: (share: number) => number;
  },
): Promise<LeanPlan | undefined> {
  const { baseline, memorizing, epochs, pair, journal, budgetSeconds } = plan;
  const { architecture, batchSize } = baseline;
  const size = Math.floor(architecture.size / 2);
  if (size < registry.architectures[architecture.name]!.sizeRange[0]) return undefined;
  const half = checked({ ...baseline, architecture: { ...architecture, size } });
  const timed = await memorize(bench, half, pair, timingShare * budgetSeconds, 'half the size');
  const share = timed.secondsPerEpoch / memorizing.secondsPerEpoch;
  const afforded = await settled(journal, 'lean', () => {
    const limit = epochLimit(pair.parts.train.length, batchSize);
    const own = { ...memorizing, secondsPerEpoch: timed.secondsPerEpoch };
    const most = studyEpochs(own, limit, plan.secondsFor(share));
    return most >= leastTimes * epochs ? most : 0;
  });
  return afforded === 0 ? undefined : { recipe: checked({ ...half, epochs: afforded }), share };
}

/** Where treatment begins. */
export interface Lean {
  readonly recipe: Recipe;
  readonly results: PairResults;
  readonly record: LeanRecord;
}

/** Trains half the size on the pairs of the baseline. It is taken unless it is shown to do worse. */
export async function trainLean(
  bench: TestBench,
  plan: {
    readonly lean: LeanPlan;
    readonly results: PairResults;
    readonly pairs: readonly Pair[];
    readonly onFinding: ((finding: Finding) => void) | undefined;
  },
): Promise<Lean> {
  const { lean, results: before, pairs, onFinding } = plan;
  const { recipe } = lean;
  const results = await bench.pairs('Is half the size enough?', 'half the size', recipe, pairs);
  const [effect, lossEffect] = [pairedEffect(results, before), pairedCalibratedEffect(results, before)];
  const taken = decide(effect, lossEffect) !== 'harm';
  const parameters = results[0]!.parameters;
  const isShare = meanScores(validations(results)).accuracy !== undefined;
  const change = changeText(effect, isShare);
  onFinding?.({
    kind: 'note',
    text: taken
      ? `To have time for trainings of ${recipe.epochs} epochs, remedies are tried on half the size (${parameters} parameters), whose validation score differs from the baseline's by ${change}.`
      : `Half the size would have had time for longer trainings, but does worse: ${change}.`,
  });
  return {
    recipe,
    results,
    record: { size: recipe.architecture.size, parameters, effect, lossEffect, taken },
  };
}
