import type { Effect } from './record.ts';
import { incompleteBeta } from '../util/incompleteBeta.ts';

/** Arithmetic mean; 0 of nothing. */
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard deviation with n − 1 in the denominator; 0 for fewer than two values. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Standard error of the mean. */
export const standardError = (values: readonly number[]): number =>
  standardDeviation(values) / Math.sqrt(values.length);

/**
 * Mean with its 95% interval by Student's t over the values. With a single value the interval is unbounded in truth;
 * it is given as the mean on both sides and `pairs` says 1.
 */
export function meanEffect(values: readonly number[]): Effect {
  const centre = mean(values);
  const margin = values.length < 2 ? 0 : studentQuantile(0.975, values.length - 1) * standardError(values);
  return { mean: centre, interval: [centre - margin, centre + margin], pairs: values.length };
}

/** 95% interval of a share of n by Wilson 1927: good also near 0 and 1. */
export function wilsonInterval(share: number, n: number): [number, number] {
  const z = 1.959963984540054;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const margin = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // Rounding must not push an end past the share itself.
  return [Math.max(0, Math.min(share, centre - margin)), Math.min(1, Math.max(share, centre + margin))];
}

/** Quantile of Student's t distribution, by bisection of its distribution function. */
export function studentQuantile(probability: number, degrees: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees);
  let [low, high] = [0, 1];
  while (studentDistribution(high, degrees) < probability) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-13 * Math.max(1, high); i++) {
    const middle = (low + high) / 2;
    if (studentDistribution(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T ≤ t) for t ≥ 0. */
const studentDistribution = (t: number, degrees: number): number =>
  1 - incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
