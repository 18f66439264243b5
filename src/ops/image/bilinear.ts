// shared within this room
import type { ElementType, NdArray } from '../../graph/types.ts';
import { storage } from '../../graph/value.ts';
import { elementCount } from '../../util/shape.ts';

/**
 * The meaning of bilinear sampling: pictures at points that `at` gives in coordinates from −1 to 1 between the outer
 * edges; beyond the border the border's pixel repeats. Shapes: x [N, C, H, W] → [N, C, rows, columns].
 */
export function bilinear(
  x: NdArray,
  { dtype, shape }: { readonly dtype: ElementType; readonly shape: readonly number[] },
  at: (n: number, i: number, j: number) => readonly [number, number],
): NdArray {
  const [batch, channels, rows, columns] = shape as [number, number, number, number];
  const [height, width] = x.shape.slice(2) as [number, number];
  const data = storage(dtype, elementCount(shape));
  const clamp = (value: number, top: number) => Math.min(top, Math.max(0, value));
  for (let n = 0; n < batch; n++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        const [u, v] = at(n, i, j);
        const column = clamp(((u + 1) * width - 1) / 2, width - 1);
        const row = clamp(((v + 1) * height - 1) / 2, height - 1);
        const [left, top] = [Math.floor(column), Math.floor(row)];
        const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
        const [fx, fy] = [column - left, row - top];
        for (let c = 0; c < channels; c++) {
          const plane = (n * channels + c) * height;
          const pixel = (r: number, s: number) => x.data[(plane + r) * width + s]!;
          data[((n * channels + c) * rows + i) * columns + j] =
            (1 - fy) * ((1 - fx) * pixel(top, left) + fx * pixel(top, right)) +
            fy * ((1 - fx) * pixel(bottom, left) + fx * pixel(bottom, right));
        }
      }
  return { dtype, shape, data };
}

/** Attributes of ONNX GridSample under which it means the same. */
export const gridSampleAttributes = {
  mode: { string: 'linear' },
  padding_mode: { string: 'border' },
  align_corners: { int: 0 },
} as const;
