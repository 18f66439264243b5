// shared within this room
import { smallestProbability } from './metric.ts';

/** Halvings of the interval in which the exponent lies: 2⁻⁴⁸ of its length is left. */
const halvings = 48;

/** A slope that is not told from none; what predicts the same for all classes has none at any exponent. */
const flat = 1e-12;

/**
 * The power to which predictions are raised for the least log loss, and that loss in nats.
 *
 *     b* = argmin over b in range of mean −log(p[y]ᵇ / Σₖ p[k]ᵇ)
 *
 * The loss is convex in b, the inverse of a temperature, so its slope has one root, found by bisection; without a root
 * in the range it is the end towards which the loss falls, and `atBound` says so. Where no exponent changes anything
 * it is the one nearest to 1.
 *
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks", arXiv:1706.04599.
 */
export function bestExponent(
  predictions: Float32Array,
  width: number,
  targets: ArrayLike<number>,
  range: readonly [number, number],
): { readonly exponent: number; readonly loss: number; readonly atBound: boolean } {
  const logs = Float64Array.from(predictions, (p) => Math.log(Math.max(smallestProbability, p)));
  const seen = (exponent: number) => at(logs, width, targets, exponent);
  let [low, high] = range;
  const one = Math.min(high, Math.max(low, 1));
  const [first, last] = [seen(low), seen(high)];
  if (Math.abs(first.slope) < flat && Math.abs(seen(one).slope) < flat)
    return { exponent: one, loss: seen(one).loss, atBound: false };
  if (first.slope >= 0) return { exponent: low, loss: first.loss, atBound: true };
  if (last.slope <= 0) return { exponent: high, loss: last.loss, atBound: true };
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (seen(middle).slope > 0) high = middle;
    else low = middle;
  }
  const exponent = (low + high) / 2;
  return { exponent, loss: seen(exponent).loss, atBound: false };
}

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
