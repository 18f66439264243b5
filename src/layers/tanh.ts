import { shapeless, type Layer } from './layer.ts';
import { tanh as act } from '../ops/elementwise/tanh.ts';

/**
 * Hyperbolic tangent: y in (−1, 1). Shapes: any → the same.
 *
 * @example sequential(dense({ units: 64 }), tanh(), dense({ units: 10 }))
 */
export const tanh = (): Layer => shapeless('tanh', (x) => act(x));
