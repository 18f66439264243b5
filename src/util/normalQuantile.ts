const [low, high] = [0.02425, 1 - 0.02425];
/** Numerators and denominators, of the middle and of the tails, the highest power first. */
const middle = [
  [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239,
  ],
  [
    -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
    -1.328068155288572e1, 1,
  ],
] as const;
const tail = [
  [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
] as const;

/** c₀xⁿ + c₁xⁿ⁻¹ + … */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

/**
 * The number below which a standard normal variable lies with probability `p`, to a relative 1.2e-9.
 *
 * @param p In (0, 1).
 * @see Acklam 2003, "An algorithm for computing the inverse normal cumulative distribution function" (its coefficients).
 */
export function normalQuantile(p: number): number {
  if (p > high) return -normalQuantile(1 - p);
  if (p < low) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(tail[0], q) / polynomial(tail[1], q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (q * polynomial(middle[0], r)) / polynomial(middle[1], r);
}
