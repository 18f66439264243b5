import { globalPool } from './globalPool.ts';
import type { Layer } from './layer.ts';
import { reduceMean } from '../ops/reduce/reduceMean.ts';

/**
 * Mean of each feature map. Shapes: [N, C, H, W] → [N, C].
 *
 * @throws {ShapeError} the input is not [N, C, H, W].
 * @example sequential(conv2d({ filters: 32 }), relu(), globalAveragePool2d(), dense({ units: 10 }))
 */
export const globalAveragePool2d = (): Layer =>
  globalPool('globalAveragePool2d', 2, (x, axes) => reduceMean(x, axes));
