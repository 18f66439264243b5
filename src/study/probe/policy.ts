import { judged, type Contender } from './halving.ts';
import { atStrength } from './operations.ts';
import type { Operation } from './record.ts';
import type { Effect } from '../record.ts';
import { pairedLossEffect } from '../scores.ts';
import type { PairResults } from '../testBench.ts';

/** Trials of some augmentations on the pairs from one number to another. */
export type SomePairs = (
  label: string,
  augmentations: readonly Operation[],
  from: number,
  to: number,
) => Promise<PairResults>;

/** Augmentations that were tried together. */
export interface Candidate {
  readonly operations: readonly Operation[];
  readonly effect: Effect;
  readonly lossEffect: Effect;
  readonly calibratedEffect: Effect;
  readonly decision: Contender['decision'];
  readonly chosen: boolean;
}

/** Augmentations and what they did. */
interface Tried {
  readonly operations: readonly Operation[];
  readonly judgement: Omit<Contender, 'operation' | 'rounds'>;
}

/** Pairs on which every candidate is tried; the others are for those that can still win. */
const firstPairs = 3;

/** Half as far from doing nothing, and about twice. */
const strengths = [0.5, 1.75] as const;

/** Change of loss on the pairs that both have seen; positive where `one` has less. */
const gainOver = (best: Tried, one: Tried): Effect => {
  const { results } = one.judgement;
  return pairedLossEffect(results, best.judgement.results.slice(0, results.length));
};

/**
 * Tries candidates on a few pairs, and on all of them the `finalists` with the least loss, if it is less than that of
 * the best so far. Only giving up is decided early.
 *
 * @returns All candidates; those that were given up are judged on the pairs that they saw.
 */
async function race(
  candidates: readonly (readonly Operation[])[],
  best: Tried,
  { baseline, run, finalists }: { baseline: PairResults; run: SomePairs; finalists: number },
): Promise<Tried[]> {
  const first = Math.min(firstPairs, baseline.length);
  const tried = async (operations: readonly Operation[], before: PairResults, to: number): Promise<Tried> => {
    const label = operations.map(({ name }) => name).join(' + ');
    const results = [...before, ...(await run(label, operations, before.length, to))];
    return { operations, judgement: judged(operations[0]!, results, baseline, 0) };
  };
  const all = await Promise.all(candidates.map((operations) => tried(operations, [], first)));
  if (first === baseline.length) return all;
  const promising = all
    .filter((one) => one.judgement.decision !== 'harm' && gainOver(best, one).mean > 0)
    .sort((a, b) => gainOver(best, b).mean - gainOver(best, a).mean)
    .slice(0, finalists);
  return Promise.all(
    all.map((one) =>
      promising.includes(one) ? tried(one.operations, one.judgement.results, baseline.length) : one,
    ),
  );
}

/**
 * A policy of the operations that are proven alone, itself compared with no augmentation: all of them together, the
 * better half, the better half of those, and so on down to the best alone. What goes on is the one with the least
 * validation loss among those that are proven as a whole; none where there is none. It is then tried weaker and stronger
 * as a whole, and so taken where that is proven too and its loss is lower by more than a standard error.
 *
 * The loss as it is, not the calibrated one, because short trainings overfit less than those that the policy is for: what
 * keeps a network from being too sure is what a longer one needs.
 *
 * @param contenders Judged on all pairs where they are proven.
 * @param run Trials on the pairs of `baseline`.
 * @param canTune Whether there is time to try the policy weaker and stronger.
 */
export async function choosePolicy(
  contenders: readonly Contender[],
  baseline: PairResults,
  run: SomePairs,
  canTune: boolean,
): Promise<{ readonly candidates: Candidate[]; readonly policy: readonly Operation[] }> {
  const kept = contenders
    .filter(({ decision, results }) => decision === 'keep' && results.length === baseline.length)
    .sort((a, b) => b.lossEffect.mean - a.lossEffect.mean);
  if (kept.length === 0) return { candidates: [], policy: [] };
  const singles: Tried[] = kept.map((judgement) => ({ operations: [judgement.operation], judgement }));
  const sets: Operation[][] = [];
  for (let count = kept.length; count > 1; count = Math.ceil(count / 2))
    sets.push(kept.slice(0, count).map(({ operation }) => operation));
  const together = await race(sets, singles[0]!, { baseline, run, finalists: 2 });
  const best = [...together, ...singles]
    .filter((one) => isProven(one, baseline))
    .reduce((a, b) => (b.judgement.lossEffect.mean > a.judgement.lossEffect.mean ? b : a));

  const others = canTune ? versionsOf(best.operations) : [];
  const variants = await race(others, best, { baseline, run, finalists: 1 });
  const better = variants.filter((variant) => {
    const { mean, interval } = gainOver(best, variant);
    return isProven(variant, baseline) && mean > (interval[1] - interval[0]) / 4;
  });
  const chosen = better.reduce((a, b) => (gainOver(best, b).mean > gainOver(best, a).mean ? b : a), best);
  return {
    candidates: [...together, ...singles, ...variants].map((one) => ({
      operations: one.operations,
      effect: one.judgement.effect,
      lossEffect: one.judgement.lossEffect,
      calibratedEffect: one.judgement.calibratedEffect,
      decision: one.judgement.decision,
      chosen: one === chosen,
    })),
    policy: chosen.operations,
  };
}

/** What was given up early is not proven, whatever it looked like. */
const isProven = ({ judgement }: Tried, baseline: PairResults): boolean =>
  judgement.decision === 'keep' && judgement.results.length === baseline.length;

/** A policy weaker and stronger; what has no strength stays as it is, and none where nothing has one. */
const versionsOf = (policy: readonly Operation[]): Operation[][] =>
  strengths.flatMap((factor) => {
    const scaled = policy.map((operation) => atStrength(operation, factor));
    return scaled.some((one) => one !== undefined) ? [scaled.map((one, i) => one ?? policy[i]!)] : [];
  });
