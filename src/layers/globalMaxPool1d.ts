import { globalPool } from './globalPool.ts';
import type { Layer } from './layer.ts';
import { reduceMax } from '../ops/reduce/reduceMax.ts';

/**
 * Largest value of each feature along a sequence. Shapes: [N, C, L] → [N, C].
 *
 * Equal maxima share the gradient.
 *
 * @throws {ShapeError} the input is not [N, C, L].
 * @example sequential(conv1d({ filters: 100, kernelSize: 3 }), globalMaxPool1d(), relu(), dense({ units: 2 }))
 */
export const globalMaxPool1d = (): Layer => globalPool('globalMaxPool1d', 1, (x, axes) => reduceMax(x, axes));
