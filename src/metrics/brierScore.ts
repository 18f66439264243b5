import type { Metric } from './metric.ts';

/**
 * Mean squared distance between the probabilities and what was true, over all classes, in [0, 2].
 *
 *     1/N Σₙ Σₖ (p[n, k] − [y[n] = k])²
 *
 * @see Brier 1950, Monthly Weather Review 78:1-3. (What others call so for two classes is half of it.)
 */
export const brierScore: Metric = Object.freeze({
  name: 'brierScore',
  better: 'lower',
  evaluate(predictions, width, targets) {
    let total = 0;
    for (let n = 0; n < targets.length; n++)
      for (let k = 0; k < width; k++) total += (predictions[n * width + k]! - Number(targets[n] === k)) ** 2;
    return total / targets.length;
  },
} satisfies Metric);
