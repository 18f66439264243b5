import { decideOperation, judged, type Contender } from './halving.ts';
import type { Operation } from './record.ts';
import type { Effect } from '../record.ts';
import { studentQuantile } from '../statistics.ts';
import type { PairResults } from '../testBench.ts';

/**
 * Confidence of the interval at each of two looks, so that both together are wrong as often as one look at 95%.
 *
 * @see Pocock 1977, Biometrika 64:191 (a nominal level of 0.0294 at two looks).
 */
const confidence = 1 - 0.0294;

/** What the pairs seen so far say, where they may be looked at twice. */
const decided = ({ effect, calibratedEffect }: Contender): Contender['decision'] =>
  decideOperation(widened(effect), widened(calibratedEffect));

/** Whether more pairs may settle it: it looks better in score and loss, and is not proven at the first of two looks. */
export const isOpen = (contender: Contender): boolean =>
  contender.effect.mean > 0 && contender.calibratedEffect.mean > 0 && decided(contender) === 'drop';

/** With an interval of that confidence instead of 95%. */
function widened({ mean, interval: [low, high], pairs }: Effect): Effect {
  const quantile = (share: number) => studentQuantile((1 + share) / 2, pairs - 1);
  const margin = (((high - low) / 2) * quantile(confidence)) / quantile(0.95);
  return { mean, interval: [mean - margin, mean + margin], pairs };
}

/**
 * Small effects take more pairs than a race has. What looks better and is not proven is looked at again on more of them,
 * and judged on all; what was proven, or looked worse, is not.
 *
 * @param open Judged on the pairs of `baseline`.
 * @param run Trials on the further pairs.
 * @returns The same, with effects on all pairs, and decided at the confidence of two looks.
 */
export async function secondLook(
  open: readonly Contender[],
  baseline: PairResults,
  run: (augmentations: readonly Operation[]) => Promise<PairResults>,
): Promise<Contender[]> {
  const [more, ...results] = await Promise.all([run([]), ...open.map(({ operation }) => run([operation]))]);
  return open.map((one, i) => {
    const all = judged(
      one.operation,
      [...one.results, ...results[i]!],
      [...baseline, ...more],
      one.rounds + 1,
    );
    return { ...all, decision: decided(all) };
  });
}
