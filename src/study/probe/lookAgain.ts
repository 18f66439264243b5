import { decideOperation, judged, standardErrorOf, type Contender } from './halving.ts';
import type { Operation } from './record.ts';
import type { Effect } from '../record.ts';
import { studentQuantile } from '../statistics.ts';
import type { PairResults } from '../testBench.ts';

/** Pairs seen by the end of each look. */
export const looks = [10, 20, 40] as const;

/**
 * Confidence of the interval at each look, so that all together are wrong as often as one look at 95%: for looks at these
 * shares of the pairs.
 *
 * @see Pocock 1977, Biometrika 64:191 (equal looks: a nominal level of 0.0221 at three; these are less alike: 0.0208).
 */
export const confidence = 1 - 0.0208;

/** What the pairs seen so far say, where they may be looked at again. */
const decided = ({ effect, calibratedEffect }: Contender): Contender['decision'] =>
  decideOperation(widened(effect), widened(calibratedEffect));

/**
 * Whether more pairs may settle it: its loss looks better and its score not worse by a standard error, which is what would
 * keep it, and it is not proven at one of several looks.
 */
export const isOpen = (contender: Contender): boolean =>
  contender.calibratedEffect.mean > 0 &&
  contender.effect.mean > -standardErrorOf(contender.effect) &&
  decided(contender) === 'drop';

/** With an interval of that confidence instead of 95%. */
function widened({ mean, interval: [low, high], pairs }: Effect): Effect {
  const quantile = (share: number) => studentQuantile((1 + share) / 2, pairs - 1);
  const margin = (((high - low) / 2) * quantile(confidence)) / quantile(0.95);
  return { mean, interval: [mean - margin, mean + margin], pairs };
}

/** What further looks need. */
export interface LookAgainOptions {
  /** Trials on the pairs from one number to another. */
  readonly run: (augmentations: readonly Operation[], from: number, to: number) => Promise<PairResults>;
  /** Whether there is time for so many trials more, asked before each look. */
  readonly affords: (trials: number, look: 'secondLook' | 'thirdLook') => Promise<boolean>;
}

/**
 * Small effects take more pairs than a race has. What looks better and is not proven is looked at again on twice as many of
 * them, as long as it stays so and there are `looks`, and judged on all; what was proven, or looked worse, is not.
 *
 * @param open Judged on the pairs of `baseline`: those of the first look.
 * @returns The same, with effects on all pairs that they saw, and decided at the confidence of several looks.
 */
export async function lookAgain(
  open: readonly Contender[],
  baseline: PairResults,
  { run, affords }: LookAgainOptions,
): Promise<Contender[]> {
  const all = new Map(open.map((one) => [one.operation.name, one]));
  let [left, plain] = [open, baseline];
  for (const look of ['secondLook', 'thirdLook'] as const) {
    const [from, to] = [plain.length, look === 'secondLook' ? looks[1] : looks[2]];
    if (left.length === 0 || !(await affords((left.length + 1) * (to - from), look))) break;
    const [more, ...results] = await Promise.all([
      run([], from, to),
      ...left.map(({ operation }) => run([operation], from, to)),
    ]);
    plain = [...plain, ...more];
    const seen = left.map((one, i) =>
      judged(one.operation, [...one.results, ...results[i]!], plain, one.rounds + 1),
    );
    for (const one of seen) all.set(one.operation.name, { ...one, decision: decided(one) });
    left = seen.filter(isOpen);
  }
  return [...all.values()];
}
