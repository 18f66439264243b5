import { shapeless, type Layer } from './layer.ts';
import { add } from '../ops/elementwise/add.ts';
import { erf } from '../ops/elementwise/erf.ts';
import { mul } from '../ops/elementwise/mul.ts';

/**
 * Gaussian error linear unit, exact: y = x · Φ(x) = x/2 · (1 + erf(x/√2)). Shapes: any → the same.
 *
 * @example sequential(dense({ units: 64 }), gelu(), dense({ units: 10 }))
 * @see Hendrycks and Gimpel 2016, arXiv:1606.08415.
 */
export const gelu = (): Layer =>
  shapeless('gelu', (x) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)));
