import type { Reliability } from './record.ts';
import { rounded } from './shown.ts';
import { expectedCalibrationError } from '../../metrics/expectedCalibrationError.ts';
import { answersOf, type Answer } from '../../metrics/reliability.ts';
import { tempered } from '../../train/tempered.ts';

/** As many as `expectedCalibrationError` has, so that the bins add up to it. */
const binCount = 15;

/**
 * How often a network is right where it says that it is so sure, before and after its temperature.
 *
 * @param predictions Probabilities at the temperature, row-major [N, width]. @param labels The true class of each.
 */
export function reliability(
  predictions: Float32Array,
  width: number,
  labels: ArrayLike<number>,
  temperature?: number,
): Reliability {
  return {
    final: binned(predictions, width, labels),
    // softmax(z / T) at the temperature 1/T is softmax(z) again.
    ...(temperature !== undefined && {
      before: binned(tempered(predictions, width, 1 / temperature), width, labels),
      temperature,
    }),
    examples: labels.length,
  };
}

function binned(predictions: Float32Array, width: number, labels: ArrayLike<number>): Reliability['final'] {
  const bins = Array.from({ length: binCount }, (): Answer[] => []);
  for (const answer of answersOf(predictions, width, labels)) {
    const place = Math.ceil(answer.confidence * binCount) - 1;
    bins[Math.min(binCount - 1, Math.max(0, place))]!.push(answer);
  }
  const mean = (values: readonly number[]) =>
    rounded(values.reduce((sum, value) => sum + value, 0) / values.length);
  return {
    bins: bins.map((bin, b) => ({
      from: rounded(b / binCount),
      to: rounded((b + 1) / binCount),
      count: bin.length,
      ...(bin.length > 0 && {
        confidence: mean(bin.map(({ confidence }) => confidence)),
        accuracy: mean(bin.map(({ right }) => Number(right))),
      }),
    })),
    calibrationError: rounded(expectedCalibrationError.evaluate(predictions, width, labels)),
  };
}
