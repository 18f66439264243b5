import { shapeless, type Layer } from './layer.ts';
import { relu as act } from '../ops/elementwise/relu.ts';

/**
 * Rectified linear unit: y = max(x, 0). Shapes: any → the same.
 *
 * @example sequential(dense({ units: 64 }), relu(), dense({ units: 10 }))
 */
export const relu = (): Layer => shapeless('relu', (x) => act(x));
