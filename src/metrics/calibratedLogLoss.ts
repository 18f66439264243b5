import { bestExponent } from './bestExponent.ts';
import type { Metric } from './metric.ts';

/** The sharpest that predictions are made: the exponent of what is already certain has no best value. */
const sharpest = 16;

/** The exponents among which the best is sought. */
export const exponents = [0, sharpest] as const;

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
  evaluate: (predictions, width, targets) => bestExponent(predictions, width, targets, exponents).loss,
} satisfies Metric);
