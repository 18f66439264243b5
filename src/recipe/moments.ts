/**
 * Mean and deviation of values[offset], values[offset + stride], …; what is NaN is left out. A deviation of 0, or one whose
 * inverse float32 cannot hold, is 1.
 */
export function moments(values: ArrayLike<number>, offset: number, stride: number, count: number) {
  let [n, mean, squares] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const value = values[offset + i * stride]!;
    if (Number.isNaN(value)) continue;
    // Welford's running form: no cancellation for large means.
    n++;
    const difference = value - mean;
    mean += difference / n;
    squares += difference * (value - mean);
  }
  const deviation = n > 0 ? Math.sqrt(squares / n) : 0;
  return { mean, deviation: deviation > 1e-12 * Math.abs(mean) && deviation >= 2 ** -126 ? deviation : 1 };
}
