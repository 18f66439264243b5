// shared within this room

/** The smallest normal float32: a probability that underflowed counts as this, so that one example cannot be infinite. */
export const smallestProbability = 2 ** -126;

/** A number that says how good predictions are. Computed in float64 from all examples at once. */
export interface Metric {
  readonly name: string;
  readonly better: 'higher' | 'lower';
  /**
   * @param predictions Row-major [N, width]: probabilities, or numbers with width 1.
   * @param targets Class indices, or numbers. Length N.
   */
  evaluate(predictions: Float32Array, width: number, targets: ArrayLike<number>): number;
}
