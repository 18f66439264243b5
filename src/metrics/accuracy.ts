import type { Metric } from './metric.ts';

/** Share of examples whose most probable class is the true one, in [0, 1]. Ties go to the lower class index. */
export const accuracy: Metric = Object.freeze({
  name: 'accuracy',
  better: 'higher',
  evaluate(predictions, width, targets) {
    let right = 0;
    for (let n = 0; n < targets.length; n++) {
      let best = 0;
      for (let k = 1; k < width; k++)
        if (predictions[n * width + k]! > predictions[n * width + best]!) best = k;
      if (best === targets[n]) right++;
    }
    return right / targets.length;
  },
} satisfies Metric);
