import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { unary } from './unary.ts';

/** The error function erf(x) = 2/√π ∫₀ˣ e^(−t²) dt. */
export const erf = unary({
  name: 'erf',
  onnx: 'Erf',
  evaluate: errorFunction,
  vjp: (cotangent, x) => mul(mul(cotangent, 2 / Math.sqrt(Math.PI)), exp(neg(mul(x, x)))),
});

/** erf to float64 accuracy: the Maclaurin series near 0, a continued fraction (Lentz) of erfc further out. */
function errorFunction(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum) && n < 200; n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  // erfc(a) = e^(−a²)/√π · 1/(a + (1/2)/(a + (2/2)/(a + (3/2)/(a + …))))
  let fraction = a;
  for (let n = 120; n > 0; n--) fraction = a + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / fraction);
}
