import type { Metric } from './metric.ts';

/** Root of the mean squared error, in the unit of the target. */
export const rmse: Metric = Object.freeze({
  name: 'rmse',
  better: 'lower',
  evaluate(predictions, _, targets) {
    let total = 0;
    for (let n = 0; n < targets.length; n++) total += (predictions[n]! - targets[n]!) ** 2;
    return Math.sqrt(total / targets.length);
  },
} satisfies Metric);
