import { alongLastAxis } from './alongLastAxis.ts';
import type { Layer } from './layer.ts';
import { logSoftmax as act } from '../ops/normalize/logSoftmax.ts';

/**
 * Logarithm of the softmax over the last axis: y = x − log Σ eˣ. Shapes: [N, …, classes] → the same.
 *
 * @throws {ShapeError} the input has no axis but the batch.
 * @example sequential(dense({ units: 8 }), logSoftmax())
 */
export const logSoftmax = (): Layer => alongLastAxis('logSoftmax', act);
