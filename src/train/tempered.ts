import { smallestProbability } from '../metrics/metric.ts';

/**
 * Probabilities at another temperature: what softmax(outputs / T) gives where these are softmax(outputs).
 *
 *     p'[k] = p[k]^(1/T) / Σⱼ p[j]^(1/T)
 *
 * Shapes: predictions row-major [N, width] → the same. A temperature above 1 makes them less sure; which class is the
 * most probable stays. A probability of 0 counts as the smallest normal float32, as in `logLoss`.
 *
 * @param temperature Above 0.
 * @see Guo et al. 2017, arXiv:1706.04599.
 */
export function tempered(predictions: Float32Array, width: number, temperature: number): Float32Array {
  const result = new Float32Array(predictions.length);
  for (let from = 0; from < predictions.length; from += width) {
    const logs = Array.from(
      predictions.subarray(from, from + width),
      (p) => Math.log(Math.max(smallestProbability, p)) / temperature,
    );
    const most = Math.max(...logs);
    const shares = logs.map((log) => Math.exp(log - most));
    const sum = shares.reduce((total, share) => total + share, 0);
    shares.forEach((share, k) => (result[from + k] = share / sum));
  }
  return result;
}
