import { smallestProbability, type Metric } from './metric.ts';

/** Mean −log of the probability given to the true class, in nats; at most 87.3 an example. */
export const logLoss: Metric = Object.freeze({
  name: 'logLoss',
  better: 'lower',
  evaluate(predictions, width, targets) {
    let total = 0;
    for (let n = 0; n < targets.length; n++)
      total -= Math.log(Math.max(smallestProbability, predictions[n * width + targets[n]!]!));
    return total / targets.length;
  },
} satisfies Metric);
