import { exponentialUnit } from './exponentialUnit.ts';
import { shapeless, type Layer } from './layer.ts';
import { seluConstants } from './seluConstants.ts';
import { mul } from '../ops/elementwise/mul.ts';

/**
 * Scaled exponential linear unit: keeps activations near mean 0 and variance 1 through many dense layers.
 *
 *     y = λ·x for x > 0, else λα·(eˣ − 1),   λ ≈ 1.0507, α ≈ 1.6733
 *
 * Shapes: any → the same. Drop with `alphaDropout`, which keeps mean and variance too.
 *
 * @example sequential(dense({ units: 64 }), selu(), alphaDropout({ rate: 0.1 }), dense({ units: 10 }))
 * @see Klambauer et al. 2017, arXiv:1706.02515.
 */
export const selu = (): Layer =>
  shapeless('selu', (x) => mul(exponentialUnit(x, seluConstants.alpha), seluConstants.scale));
