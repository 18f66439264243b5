import type { Operation } from './record.ts';
import type { Effect } from '../record.ts';
import { pairedCalibratedEffect, pairedEffect, pairedLossEffect } from '../scores.ts';
import { mean, studentQuantile } from '../statistics.ts';
import type { PairResults } from '../testBench.ts';

/** One operation in the race. */
export interface Contender {
  readonly operation: Operation;
  readonly results: PairResults;
  readonly effect: Effect;
  readonly lossEffect: Effect;
  /** By the loss at the confidence that suits best: what decides, beside the score. */
  readonly calibratedEffect: Effect;
  readonly decision: 'keep' | 'drop' | 'harm';
  /** Rounds it took part in, from 1. */
  readonly rounds: number;
}

/**
 * What paired effects of an operation say, stricter than for other remedies: whatever blurs what is learned by heart
 * lowers the loss of an overconfident network, a picture upside down too. So the loss counts as it is once confidence is
 * set right.
 *
 * `keep`: the score is better beyond its interval and the loss not worse, or the loss better beyond its interval and the
 * score not worse by a standard error. `harm`: the score is worse beyond its interval. `drop`: no effect shown.
 *
 * @param lossEffect Of the calibrated loss.
 */
export function decideOperation(effect: Effect, lossEffect: Effect): Contender['decision'] {
  // With a single pair nothing is beyond an interval.
  if (effect.pairs < 2) return 'drop';
  if (effect.interval[1] < 0) return 'harm';
  if (effect.interval[0] > 0 && lossEffect.mean >= 0) return 'keep';
  return lossEffect.interval[0] > 0 && effect.mean > -standardErrorOf(effect) ? 'keep' : 'drop';
}

/** Judges results against those of no augmentation on the same pairs. */
export function judged(
  operation: Operation,
  results: PairResults,
  baseline: PairResults,
  rounds: number,
): Contender {
  const same = baseline.slice(0, results.length);
  const effect = pairedEffect(results, same);
  const lossEffect = pairedLossEffect(results, same);
  const calibratedEffect = pairedCalibratedEffect(results, same);
  const decision = decideOperation(effect, calibratedEffect);
  return { operation, results, effect, lossEffect, calibratedEffect, decision, rounds };
}

/**
 * How well each operation stands, in standard errors: its change of score and of calibrated loss, added up. On few
 * pairs the spread of one operation says little, and a score of few examples less than a loss; so the spread is that of
 * all operations together, and both are heard.
 */
export function standings(contenders: readonly Contender[]): number[] {
  const errorOf = (effects: readonly Effect[]) =>
    Math.sqrt(mean(effects.map((one) => standardErrorOf(one) ** 2))) || 1;
  const score = errorOf(contenders.map(({ effect }) => effect));
  const loss = errorOf(contenders.map(({ calibratedEffect }) => calibratedEffect));
  return contenders.map(({ effect, calibratedEffect }) => effect.mean / score + calibratedEffect.mean / loss);
}

/** Standard error of the mean, out of its 95% interval. */
export const standardErrorOf = ({ interval: [low, high], pairs }: Effect): number =>
  pairs < 2 ? 0 : (high - low) / 2 / studentQuantile(0.975, pairs - 1);

/** Few are not halved further: of five that all help a little, a few pairs cannot tell the best two. */
const leastGoingOn = 4;

/** How many of so many go on to the next round, where none is proven yet. */
export const goingOn = (count: number): number =>
  Math.min(count, Math.max(leastGoingOn, Math.ceil(count / 2)));

/**
 * Who goes on to the next round: of those that did not lose, the half that stands best but at least four, and whoever
 * looks proven already. Only giving up is decided here, so looking several times makes no false gain likelier.
 */
export function survivors(contenders: readonly Contender[]): Set<string> {
  const standing = standings(contenders);
  const most = goingOn(contenders.length);
  return new Set(
    contenders
      .map((contender, i) => ({ ...contender, standing: standing[i]! }))
      .filter(({ decision, standing: stands }) => decision !== 'harm' && stands >= 0)
      .sort((a, b) => b.standing - a.standing)
      .filter(({ decision }, place) => place < most || decision === 'keep')
      .map(({ operation }) => operation.name),
  );
}

/** Who goes on where there is time for all: whoever is not shown to harm. A few pairs make what helps a little look bad. */
export const unharmed = (contenders: readonly Contender[]): Set<string> =>
  new Set(contenders.filter(({ decision }) => decision !== 'harm').map(({ operation }) => operation.name));

/**
 * Successive halving: every operation on a few pairs, the survivors of each round on more.
 *
 * @param rounds Number of pairs seen by the end of each round, rising.
 * @param trials Trials of some augmentations on the pairs from one number to another.
 * @param onOut Called with each operation as it leaves, and with those that are left in the end.
 * @param goOn Who goes on to the next round. Default: the better half, see `survivors`.
 * @returns Every operation, judged on all the pairs that it saw.
 * @see Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization".
 */
export async function halving(
  operations: readonly Operation[],
  rounds: readonly number[],
  trials: (augmentations: readonly Operation[], from: number, to: number) => Promise<PairResults>,
  onOut: (contender: Contender) => void = () => {},
  goOn: (contenders: readonly Contender[]) => Set<string> = survivors,
): Promise<{ readonly contenders: Contender[]; readonly baseline: PairResults }> {
  const all = new Map<string, Contender>();
  let racing = [...operations];
  let baseline: PairResults = [];
  for (const [round, to] of rounds.entries()) {
    if (racing.length === 0) break;
    const from = rounds[round - 1] ?? 0;
    const [more, ...results] = await Promise.all([
      trials([], from, to),
      ...racing.map((operation) => trials([operation], from, to)),
    ]);
    baseline = [...baseline, ...more];
    const judgedNow = racing.map((operation, i) =>
      judged(operation, [...(all.get(operation.name)?.results ?? []), ...results[i]!], baseline, round + 1),
    );
    for (const contender of judgedNow) all.set(contender.operation.name, contender);
    const left = round === rounds.length - 1 ? new Set<string>() : goOn(judgedNow);
    for (const contender of judgedNow) if (!left.has(contender.operation.name)) onOut(contender);
    racing = racing.filter(({ name }) => left.has(name));
  }
  return { contenders: operations.map(({ name }) => all.get(name)!), baseline };
}
