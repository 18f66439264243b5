import { smallestProbability, type Metric } from './metric.ts';

/** The sharpest that predictions are made: the exponent of what is already certain has no best value. */
const sharpest = 16;

/** Halvings of the interval in which the exponent lies. */
const halvings = 40;

/**
 * Log loss after the predictions of all examples were made as sure as suits them best, in nats.
 *
 *     min over b in [0, 16] of mean −log(p[y]ᵇ / Σₖ p[k]ᵇ)
 *
 * An overconfident network has a large `logLoss`, and whatever makes it less sure lowers that; this says what it tells
 * the classes apart by. The exponent b, an inverse temperature, is chosen on the same examples: to compare two networks
 * on them, not to promise anything for others.
 *
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks", arXiv:1706.04599.
 */
export const calibratedLogLoss: Metric = Object.freeze({
  name: 'calibratedLogLoss',
  better: 'lower',
  evaluate(predictions, width, targets) {
    const logs = Float64Array.from(predictions, (p) => Math.log(Math.max(smallestProbability, p)));
    // The loss is convex in the exponent, so its slope has one root; at 0 all classes are equally likely.
    let [low, high] = [0, sharpest];
    for (let i = 0; i < halvings; i++) {
      const middle = (low + high) / 2;
      if (at(logs, width, targets, middle).slope > 0) high = middle;
      else low = middle;
    }
    return at(logs, width, targets, (low + high) / 2).loss;
  },
} satisfies Metric);

/** Mean loss of predictions to the power of `exponent`, and its slope. */
function at(
  logs: Float64Array,
  width: number,
  targets: ArrayLike<number>,
  exponent: number,
): { readonly loss: number; readonly slope: number } {
  let [loss, slope] = [0, 0];
  for (let n = 0; n < targets.length; n++) {
    const from = n * width;
    let most = -Infinity;
    for (let k = 0; k < width; k++) most = Math.max(most, logs[from + k]!);
    let [sum, weighted] = [0, 0];
    for (let k = 0; k < width; k++) {
      const share = Math.exp(exponent * (logs[from + k]! - most));
      sum += share;
      weighted += share * logs[from + k]!;
    }
    const own = logs[from + targets[n]!]!;
    loss += Math.log(sum) - exponent * (own - most);
    slope += weighted / sum - own;
  }
  return { loss: loss / targets.length, slope: slope / targets.length };
}
