import type { Axis } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';
import type { Monitor } from '../../../stopping/earlyStopping.ts';

/** Plain fields, so that it is a value of an axis. */
type Stopping = {
  readonly monitor: Monitor;
  readonly patience: number;
  readonly minDelta: number;
  readonly startFromEpoch: number;
} | null;

/**
 * Early stopping: after an eighth or a quarter of the epochs without a gain, or not at all.
 *
 * @see Prechelt 1998, "Early stopping — but when?".
 */
export const stopping: Axis<Stopping> = Object.freeze({
  name: 'stopping',
  ordered: false,
  values: ({ baseline: { epochs } }) => [
    null,
    ...[8, 4].map((divisor) => ({
      monitor: 'calibratedLoss' as const,
      patience: Math.max(5, Math.round(epochs / divisor)),
      minDelta: 0,
      startFromEpoch: 1,
    })),
  ],
  read: (recipe) => recipe.stopping,
  apply: (recipe, value) => checked({ ...recipe, stopping: value }),
} satisfies Axis<Stopping>);
