import { argmax } from './argmax.ts';
import type { Metric } from './metric.ts';

/** Share of examples whose most probable class is the true one, in [0, 1]. Ties go to the lower class index. */
export const accuracy: Metric = Object.freeze({
  name: 'accuracy',
  better: 'higher',
  evaluate(predictions, width, targets) {
    let right = 0;
    for (let n = 0; n < targets.length; n++)
      if (argmax(predictions, n * width, width) === targets[n]) right++;
    return right / targets.length;
  },
} satisfies Metric);
