import { judged, type Contender } from './halving.ts';
import { atStrength } from './operations.ts';
import type { Operation } from './record.ts';
import type { Effect } from '../record.ts';
import { pairedLossEffect } from '../scores.ts';
import type { PairResults } from '../testBench.ts';

/** Trials of some augmentations on all the pairs. */
export type AllPairs = (label: string, augmentations: readonly Operation[]) => Promise<PairResults>;

/** Augmentations that were tried together. */
export interface Candidate {
  readonly operations: readonly Operation[];
  readonly effect: Effect;
  readonly lossEffect: Effect;
  readonly decision: Contender['decision'];
  readonly chosen: boolean;
}

/** How many of the best are also tried weaker and stronger. */
const tuned = 2;

/** Half as far from doing nothing, and about twice. */
const strengths = [0.5, 1.75] as const;

/**
 * The strength at which a proven operation does best: another one is taken where it is proven too and its loss is lower
 * than at the default by more than a standard error.
 */
async function atBestStrength(
  contender: Contender,
  baseline: PairResults,
  run: AllPairs,
): Promise<{ best: Contender; tried: Contender[] }> {
  const variants = strengths.flatMap((factor) => atStrength(contender.operation, factor) ?? []);
  const tried = await Promise.all(
    variants.map(async (operation) =>
      judged(operation, await run(operation.name, [operation]), baseline, contender.rounds),
    ),
  );
  const gain = ({ results }: Contender) => pairedLossEffect(results, contender.results);
  const better = tried.filter((variant) => {
    const { mean, interval } = gain(variant);
    return variant.decision === 'keep' && mean > (interval[1] - interval[0]) / 4;
  });
  const best = better.reduce((a, b) => (gain(b).mean > gain(a).mean ? b : a), contender);
  return { best, tried };
}

/**
 * A policy of the operations that are proven alone, itself compared with no augmentation: all of them together, the
 * better half, the better half of those, and so on down to the best alone. What goes on is the one with the least
 * validation loss among those that are proven as a whole; none where there is none.
 *
 * @param contenders Judged on all pairs where they are proven.
 * @param run Trials on the pairs of `baseline`.
 * @param canTune Whether there is time to try the best ones weaker and stronger.
 */
export async function choosePolicy(
  contenders: readonly Contender[],
  baseline: PairResults,
  run: AllPairs,
  canTune: boolean,
): Promise<{ readonly candidates: Candidate[]; readonly policy: readonly Operation[] }> {
  const kept = contenders
    .filter(({ decision, results }) => decision === 'keep' && results.length === baseline.length)
    .sort((a, b) => b.lossEffect.mean - a.lossEffect.mean);
  if (kept.length === 0) return { candidates: [], policy: [] };
  const tuning = canTune
    ? await Promise.all(kept.slice(0, tuned).map((contender) => atBestStrength(contender, baseline, run)))
    : [];
  const ranked = kept.map((contender, i) => tuning[i]?.best ?? contender);
  const singles = [...ranked, ...tuning.flatMap(({ tried }) => tried)];

  const sets: Operation[][] = [];
  for (let count = ranked.length; count > 1; count = Math.ceil(count / 2))
    sets.push(ranked.slice(0, count).map(({ operation }) => operation));
  const together = await Promise.all(
    sets.map(async (operations) => {
      const results = await run(operations.map(({ name }) => name).join(' + '), operations);
      return { operations, judgement: judged(operations[0]!, results, baseline, 0) };
    }),
  );
  const all = [
    ...together,
    ...singles.map((judgement) => ({ operations: [judgement.operation], judgement })),
  ];
  const proven = all.filter(({ judgement }) => judgement.decision === 'keep');
  // The singles among them are proven, so there is one.
  const chosen = proven.reduce((a, b) => (b.judgement.lossEffect.mean > a.judgement.lossEffect.mean ? b : a));
  return {
    candidates: all.map(({ operations, judgement: { effect, lossEffect, decision } }, i) => ({
      operations,
      effect,
      lossEffect,
      decision,
      chosen: all[i] === chosen,
    })),
    policy: chosen.operations,
  };
}
