import { bilinear, gridSampleAttributes } from './bilinear.ts';
import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { shapeText } from '../../util/shape.ts';

const op: Op<object> = defineOp({
  name: 'gridSample',
  infer([x, grid]) {
    if (
      x!.shape.length !== 4 ||
      grid!.shape.length !== 4 ||
      grid!.shape[0] !== x!.shape[0] ||
      grid!.shape[3] !== 2
    )
      throw new ShapeError(
        `gridSample: takes x [N, C, H, W] and grid [N, rows, columns, 2]. Received ${shapeText(x!.shape)} and ${shapeText(grid!.shape)}.`,
      );
    return { dtype: 'float32', shape: [...x!.shape.slice(0, 2), ...grid!.shape.slice(1, 3)] };
  },
  // Augmentations act on data, which needs no gradient.
  vjp: null,
  lower: (lowering, inputs) => lowering.emit('GridSample', inputs, gridSampleAttributes),
  evaluate([x, grid], _, type) {
    const [rows, columns] = type.shape.slice(2) as [number, number];
    return bilinear(x!, type, (n, i, j) => {
      const point = ((n * rows + i) * columns + j) * 2;
      return [grid!.data[point]!, grid!.data[point + 1]!];
    });
  },
  cases: (draw) => [
    {
      inputs: [
        draw.real([2, 2, draw.int(3, 6), draw.int(3, 6)]),
        draw.real([2, draw.int(1, 5), draw.int(1, 5), 2], -1.5, 1.5),
      ],
      build: (x, grid) => gridSample(x!, grid!),
    },
  ],
});

/**
 * Pictures sampled bilinearly at given points; beyond the border the border's pixel repeats.
 *
 * Points are (x, y) in coordinates that run from −1 to 1 between the outer edges, x to the right and y down. Shapes:
 * x [N, C, H, W], grid [N, rows, columns, 2] → [N, C, rows, columns].
 *
 * @see ONNX GridSample, align_corners 0.
 */
export const gridSample = Object.assign((x: Value, grid: Value): Value => makeValue(op, [x, grid], {}), {
  op,
});
