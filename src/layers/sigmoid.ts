import { shapeless, type Layer } from './layer.ts';
import { sigmoid as act } from '../ops/elementwise/sigmoid.ts';

/**
 * Logistic function: y = 1 / (1 + e⁻ˣ), in (0, 1). Shapes: any → the same.
 *
 * @example sequential(dense({ units: 64 }), sigmoid(), dense({ units: 10 }))
 */
export const sigmoid = (): Layer => shapeless('sigmoid', (x) => act(x));
