import { alongLastAxis } from './alongLastAxis.ts';
import type { Layer } from './layer.ts';
import { softmax as act } from '../ops/normalize/softmax.ts';

/**
 * Softmax over the last axis: y = eˣ / Σ eˣ, positive numbers that sum to 1. Shapes: [N, …, classes] → the same.
 *
 * A network that is trained with `crossEntropy` needs none: the loss takes raw outputs.
 *
 * @throws {ShapeError} the input has no axis but the batch.
 * @example sequential(dense({ units: 8 }), softmax(), dense({ units: 2 }))
 */
export const softmax = (): Layer => alongLastAxis('softmax', act);
