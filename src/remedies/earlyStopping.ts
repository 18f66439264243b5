import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/**
 * Early stopping: when the loss on a part set aside has not improved for a while, training stops and the best weights
 * come back. The loss is that at the confidence that suits best, by which recipes are judged too.
 *
 * @see Prechelt 1998, "Early stopping — but when?".
 */
export const earlyStopping: Remedy = Object.freeze({
  name: 'earlyStopping',
  source: 'Prechelt 1998',
  variants: ({ baseline }) => {
    const patience = Math.max(5, Math.round(baseline.epochs / 4));
    return [
      {
        name: 'earlyStopping',
        strength: `patience ${patience}`,
        explanation: 'stops when validation turns and restores the best weights',
        apply: (recipe) =>
          checked({
            ...recipe,
            stopping: { monitor: 'calibratedLoss', patience, minDelta: 0, startFromEpoch: 1 },
          }),
      },
    ];
  },
} satisfies Remedy);
