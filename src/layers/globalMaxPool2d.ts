import { globalPool } from './globalPool.ts';
import type { Layer } from './layer.ts';
import { reduceMax } from '../ops/reduce/reduceMax.ts';

/**
 * Largest value of each feature map. Shapes: [N, C, H, W] → [N, C].
 *
 * Equal maxima share the gradient.
 *
 * @throws {ShapeError} the input is not [N, C, H, W].
 * @example sequential(conv2d({ filters: 32 }), relu(), globalMaxPool2d(), dense({ units: 10 }))
 */
export const globalMaxPool2d = (): Layer => globalPool('globalMaxPool2d', 2, (x, axes) => reduceMax(x, axes));
