import { decideOperation, judged, type Contender } from './halving.ts';
import type { Operation } from './record.ts';
import type { Effect } from '../record.ts';
import { studentQuantile } from '../statistics.ts';
import type { PairResults } from '../testBench.ts';

/** What a second look asks for: having looked once, the interval of the first look would be wrong too often. */
const confidence = 0.99;

/** Whether more pairs may settle it: it looks better in score and loss, and is not proven. */
export const isOpen = ({ decision, effect, calibratedEffect }: Contender): boolean =>
  decision === 'drop' && effect.mean > 0 && calibratedEffect.mean > 0;

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
 * @returns The same, with effects on all pairs, and decided at 99% confidence.
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
    return { ...all, decision: decideOperation(widened(all.effect), widened(all.calibratedEffect)) };
  });
}
