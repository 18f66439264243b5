// shared within this room
import type { LayerContext } from './layer.ts';
import type { Value } from '../graph/types.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, staticDim, type Dim, type Shape } from '../util/shape.ts';

/** Batch, length and depth of a sequence. @throws {ShapeError} the input is not [N, L, D] with L and D known. */
export function sequenceShape(layer: string, shape: Shape): [Dim, number, number] {
  if (shape.length !== 3)
    throw new ShapeError(`${layer}: the input must be a sequence [N, L, D]. Received ${shapeText(shape)}.`);
  return [shape[0]!, staticDim(shape, 1, layer), staticDim(shape, 2, layer)];
}

/**
 * The mask [N, L] of the positions of x that are real, or undefined where all are.
 *
 * @throws {ShapeError} the mask was made for a sequence of another length.
 */
export function maskOfSequence(layer: string, x: Value, { mask }: LayerContext): Value | undefined {
  if (mask && mask.shape[1] !== x.shape[1])
    throw new ShapeError(
      `${layer}: padding was marked for sequences of ${mask.shape[1]} positions. Received ${shapeText(x.shape)}. ` +
        'Put this layer before the one that changes the length.',
    );
  return mask;
}

export { checkedCounts } from './checkedCounts.ts';

/** Checks a small number added to variances. @throws {OptionError} not above 0. */
export function checkedEpsilon(layer: string, epsilon: number): void {
  if (!(epsilon > 0 && Number.isFinite(epsilon)))
    throw new OptionError(`${layer}: epsilon must be above 0. Received epsilon=${epsilon}.`);
}
