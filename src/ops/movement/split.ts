import { slice } from './slice.ts';
import type { Value } from '../../graph/types.ts';
import { ShapeError } from '../../util/errors.ts';
import { normalAxis, shapeText, staticDim } from '../../util/shape.ts';

/**
 * A tensor in pieces along an axis: the inverse of `concat`.
 *
 * Made of slices: an op has one output here, and ONNX `Split` several. The axis of piece k is `sizes[k]` long.
 *
 * @param sizes Lengths of the pieces, which sum to the axis; or the number of equal pieces.
 * @throws {ShapeError} the axis is free, or the pieces do not fill it.
 * @example const [query, key, value] = split(projected, 3, -1);
 */
export function split(x: Value, sizes: number | readonly number[], axis: number): Value[] {
  const normal = normalAxis(axis, x.shape.length, 'split');
  const length = staticDim(x.shape, normal, 'split');
  const pieces = typeof sizes === 'number' ? Array.from({ length: sizes }, () => length / sizes) : sizes;
  const fits = pieces.every((size) => Number.isInteger(size) && size > 0);
  if (!fits || pieces.length === 0 || pieces.reduce((sum, size) => sum + size, 0) !== length)
    throw new ShapeError(
      `split: pieces must be whole and sum to axis ${normal} of ${shapeText(x.shape)}. Received ${JSON.stringify(sizes)}.`,
    );
  let start = 0;
  return pieces.map((count) => {
    const piece = slice(x, normal, { start, count });
    start += count;
    return piece;
  });
}
