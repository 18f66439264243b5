import { globalPool } from './globalPool.ts';
import type { Layer } from './layer.ts';
import { reduceMean } from '../ops/reduce/reduceMean.ts';

/**
 * Mean of each feature along a sequence. Shapes: [N, C, L] → [N, C].
 *
 * @throws {ShapeError} the input is not [N, C, L].
 * @example sequential(conv1d({ filters: 32 }), relu(), globalAveragePool1d(), dense({ units: 10 }))
 */
export const globalAveragePool1d = (): Layer =>
  globalPool('globalAveragePool1d', 1, (x, axes) => reduceMean(x, axes));
