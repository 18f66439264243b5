// shared within this room
import { smallestProbability } from './metric.ts';

/** Newton's steps, or halvings where those lead out of the interval; ten are usual. */
const mostSteps = 60;

/** Share of the interval in which the exponent lies below which steps are not worth another look at the predictions. */
const smallestStep = 2 ** -40;

/** A slope that is not told from none; what predicts the same for all classes has none at any exponent. */
const flat = 1e-12;

/**
 * The power to which predictions are raised for the least log loss, and that loss in nats.
 *
 *     b* = argmin over b in range of mean −log(p[y]ᵇ / Σₖ p[k]ᵇ)
 *
 * The loss is convex in b, the inverse of a temperature, so its slope has one root, found by Newton's steps inside an
 * interval that halves where they leave it; without a root in the range it is the end towards which the loss falls, and
 * `atBound` says so. Where no exponent changes anything it is the one nearest to 1.
 *
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks", arXiv:1706.04599.
 */
export function bestExponent(
  predictions: Float32Array,
  width: number,
  targets: ArrayLike<number>,
  range: readonly [number, number],
): { readonly exponent: number; readonly loss: number; readonly atBound: boolean } {
  const logs = logsBelowTheirMost(predictions, width);
  const seen = (exponent: number) => at(logs, width, targets, exponent);
  let [low, high] = range;
  const one = Math.min(high, Math.max(low, 1));
  const [first, last] = [seen(low), seen(high)];
  if (Math.abs(first.slope) < flat && Math.abs(seen(one).slope) < flat)
    return { exponent: one, loss: seen(one).loss, atBound: false };
  if (first.slope >= 0) return { exponent: low, loss: first.loss, atBound: true };
  if (last.slope <= 0) return { exponent: high, loss: last.loss, atBound: true };
  let exponent = one > low && one < high ? one : (low + high) / 2;
  let { loss, slope, curvature } = seen(exponent);
  for (let i = 0; i < mostSteps; i++) {
    if (slope > 0) high = exponent;
    else low = exponent;
    const newton = exponent - slope / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - exponent) <= smallestStep * (range[1] - range[0])) break;
    exponent = next;
    ({ loss, slope, curvature } = seen(exponent));
  }
  return { exponent, loss, atBound: false };
}

/** Logarithms of predictions, less the largest of their row: no power of them overflows. */
function logsBelowTheirMost(predictions: Float32Array, width: number): Float64Array {
  const logs = new Float64Array(predictions.length);
  for (let from = 0; from < logs.length; from += width) {
    let most = -Infinity;
    for (let k = from; k < from + width; k++) {
      logs[k] = Math.log(Math.max(smallestProbability, predictions[k]!));
      most = Math.max(most, logs[k]!);
    }
    for (let k = from; k < from + width; k++) logs[k]! -= most;
  }
  return logs;
}

/** Mean loss of predictions to the power of `exponent`, its slope, and the slope of that. */
function at(
  logs: Float64Array,
  width: number,
  targets: ArrayLike<number>,
  exponent: number,
): { readonly loss: number; readonly slope: number; readonly curvature: number } {
  let [loss, slope, curvature] = [0, 0, 0];
  for (let n = 0; n < targets.length; n++) {
    const from = n * width;
    let [sum, weighted, squared] = [0, 0, 0];
    for (let k = from; k < from + width; k++) {
      const log = logs[k]!;
      const share = Math.exp(exponent * log);
      sum += share;
      weighted += share * log;
      squared += share * log * log;
    }
    const own = logs[from + targets[n]!]!;
    const expected = weighted / sum;
    loss += Math.log(sum) - exponent * own;
    slope += expected - own;
    curvature += squared / sum - expected * expected;
  }
  const count = targets.length;
  return { loss: loss / count, slope: slope / count, curvature: curvature / count };
}
