import { bestExponent } from '../metrics/bestExponent.ts';
import { DataError } from '../util/errors.ts';

/** Predictions of a classifier for examples that it was not trained on. */
export interface HeldOut {
  /** Probabilities, row-major [N, width]. */
  readonly predictions: Float32Array;
  readonly width: number;
  /** Class indices, of length N. */
  readonly targets: ArrayLike<number>;
}

/** Bounds of a temperature. Where one class, or a perfect forecast, wants no end of it, it ends here. */
const temperatureRange = [1 / 16, 64] as const;

/** A temperature, and what it leaves of the log loss on the predictions that it was fitted on. */
export interface FittedTemperature {
  readonly temperature: number;
  /** Mean log loss at that temperature, in nats. */
  readonly loss: number;
  /** Whether the loss falls on beyond the bounds, 1/16 and 64. */
  readonly atBound: boolean;
}

/**
 * The one temperature that makes probabilities as sure as they should be: that of the least log loss.
 *
 *     T = argmin of mean −log softmax(log p / T)[y],   1/16 ≤ T ≤ 64
 *
 * The loss is convex in 1/T, so the least is where its slope has its root (`bestExponent`), to about 12 digits. Predictions that say
 * the same of all classes have no temperature; theirs is 1.
 *
 * @throws {DataError} no examples, a target that is no class, or a prediction that is no probability.
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks", arXiv:1706.04599.
 */
export function fitTemperature({ predictions, width, targets }: HeldOut): FittedTemperature {
  if (targets.length === 0 || predictions.length !== targets.length * width)
    throw new DataError(
      `temperature: needs ${width} probabilities for each of 1 example or more. Received ${targets.length} examples and ${predictions.length} probabilities.`,
    );
  const wrong = predictions.findIndex((p) => !(p >= 0 && p <= 1 + 1e-5));
  if (wrong >= 0)
    throw new DataError(
      `temperature: predictions must be probabilities, from 0 to 1. Received ${predictions[wrong]} for example ${Math.floor(wrong / width)}.`,
    );
  for (let n = 0; n < targets.length; n++)
    if (!Number.isInteger(targets[n]) || targets[n]! < 0 || targets[n]! >= width)
      throw new DataError(
        `temperature: targets must be classes, from 0 to ${width - 1}. Received ${targets[n]} for example ${n}.`,
      );
  const [low, high] = temperatureRange;
  const { exponent, loss, atBound } = bestExponent(predictions, width, targets, [1 / high, 1 / low]);
  return { temperature: 1 / exponent, loss, atBound };
}
