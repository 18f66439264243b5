import { shapeless, type Layer } from './layer.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sigmoid } from '../ops/elementwise/sigmoid.ts';

/**
 * Sigmoid linear unit (swish): y = x · σ(x). Shapes: any → the same.
 *
 * @example sequential(dense({ units: 64 }), silu(), dense({ units: 10 }))
 * @see Elfwing et al. 2018, arXiv:1702.03118.
 */
export const silu = (): Layer => shapeless('silu', (x) => mul(x, sigmoid(x)));
