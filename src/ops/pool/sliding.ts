// shared within this room
import type { TensorType, Value } from '../../graph/types.ts';
import { ShapeError } from '../../util/errors.ts';
import { shapeText, staticDim } from '../../util/shape.ts';
import { add } from '../elementwise/add.ts';
import { pad } from '../movement/pad.ts';
import { slice } from '../movement/slice.ts';

/** How windows slide over a picture. */
export interface Sliding {
  /** Height and width of a window. */
  readonly poolSize: readonly [number, number];
  /** Step of the window, [vertical, horizontal]. */
  readonly strides: readonly [number, number];
  /** What stands around the picture and belongs to no window: [top, left, bottom, right], less than a window. */
  readonly pads: readonly [number, number, number, number];
}

/** The type of one number a window. @throws {ShapeError} */
export function slidingType(name: string, x: TensorType, { poolSize, strides, pads }: Sliding): TensorType {
  if (x.shape.length !== 4 || x.dtype !== 'float32')
    throw new ShapeError(
      `${name}: x must be float32 [N, C, H, W]. Received ${x.dtype} ${shapeText(x.shape)}.`,
    );
  const counts = [0, 1].map((i) => {
    const size = staticDim(x.shape, 2 + i, name);
    if (pads[i]! >= poolSize[i]! || pads[2 + i]! >= poolSize[i]!)
      throw new ShapeError(
        `${name}: pads must be less than a window of ${poolSize.join(' by ')}. Received ${pads.join(', ')}.`,
      );
    return Math.floor((size + pads[i]! + pads[2 + i]! - poolSize[i]!) / strides[i]!) + 1;
  });
  if (counts.some((count) => count < 1))
    throw new ShapeError(
      `${name}: windows of ${poolSize.join(' by ')} must fit. Received ${shapeText(x.shape)}.`,
    );
  return { dtype: 'float32', shape: [...x.shape.slice(0, 2), ...counts] };
}

/** Calls `visit` with the index of each window and of each element of x in it. */
export function eachInWindow(
  x: readonly number[],
  out: readonly number[],
  { poolSize, strides, pads }: Sliding,
  visit: (window: number, element: number) => void,
): void {
  const [batch, channels, height, width] = x as [number, number, number, number];
  const [, , outHeight, outWidth] = out as [number, number, number, number];
  let window = 0;
  for (let plane = 0; plane < batch * channels; plane++)
    for (let i = 0; i < outHeight; i++)
      for (let j = 0; j < outWidth; j++, window++)
        for (let a = 0; a < poolSize[0]; a++)
          for (let b = 0; b < poolSize[1]; b++) {
            const row = i * strides[0] + a - pads[0];
            const column = j * strides[1] + b - pads[1];
            if (row >= 0 && row < height && column >= 0 && column < width)
              visit(window, (plane * height + row) * width + column);
          }
}

/**
 * Puts `parts[k]`, one number a window, at element k of every window along an axis of `size` elements, and sums where
 * windows overlap: the transpose of taking the k-th elements.
 */
export function spreadWindows(
  parts: readonly Value[],
  axis: number,
  size: number,
  stride: number,
  before: number,
  after: number,
): Value {
  const whole = before + size + after;
  const terms = parts.map((part, k) => {
    const covered = (staticDim(part.shape, axis, 'pooling gradient') - 1) * stride + 1;
    return pad(part, axis, { before: k, between: stride - 1, after: whole - k - covered });
  });
  return slice(
    terms.reduce((sum, term) => add(sum, term)),
    axis,
    { start: before, count: size },
  );
}
