// What every bench says of repeated measurements.

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Median and range of times. */
export const spread = (values: readonly number[]): string =>
  `${median(values).toFixed(3)} ms (${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)})`;
