import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticDim } from '../../util/shape.ts';
import { slice } from './slice.ts';

interface Attributes {
  /** Zeros around the picture: [top, left, bottom, right]. */
  readonly pads: readonly [number, number, number, number];
}

const op: Op<Attributes> = defineOp({
  name: 'pad2d',
  infer([x], { pads }) {
    if (x!.dtype !== 'float32' || x!.shape.length !== 4 || pads.some((count) => count < 0))
      throw new ShapeError(
        `pad2d: a float32 input [N, C, H, W] and counts of 0 or more are needed. Received ${x!.dtype} ${shapeText(x!.shape)} and ${pads.join(', ')}.`,
      );
    const [height, width] = [2, 3].map((axis) => staticDim(x!.shape, axis, 'pad2d')) as [number, number];
    return {
      dtype: 'float32',
      shape: [x!.shape[0]!, x!.shape[1]!, pads[0] + height + pads[2], pads[1] + width + pads[3]],
    };
  },
  vjp(node, cotangent) {
    const [top, left] = node.attributes.pads;
    const [height, width] = [2, 3].map((axis) => staticDim(node.inputs[0]!.shape, axis, 'pad2d')) as [
      number,
      number,
    ];
    const rows = slice(cotangent, 2, { start: top, count: height });
    return [slice(rows, 3, { start: left, count: width })];
  },
  lower(lowering, [x], { attributes: { pads } }) {
    const [top, left, bottom, right] = pads;
    return lowering.emit('Pad', [x!, lowering.ints([0, 0, top, left, 0, 0, bottom, right])]);
  },
  evaluate([x], { pads: [top, left] }, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape));
    const [height, width] = x!.shape.slice(2) as [number, number];
    const [paddedHeight, paddedWidth] = shape.slice(2) as [number, number];
    for (let at = 0; at < x!.data.length; at++) {
      const plane = Math.floor(at / (height * width));
      const row = Math.floor(at / width) % height;
      data[(plane * paddedHeight + top + row) * paddedWidth + left + (at % width)] = x!.data[at]!;
    }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, c, h, w] = draw.shape(4) as [number, number, number, number];
    return [
      { inputs: [draw.real([n, c, h, w])], build: (x) => pad2d(x!, [1, 2, 3, 0]) },
      { inputs: [draw.real([n, c, h, w])], build: (x) => pad2d(x!, [0, 1, 0, 1]) },
    ];
  },
});

/**
 * Zeros around pictures, on all sides in one pass. Shapes: [N, C, H, W] → [N, C, top + H + bottom, left + W + right].
 *
 * @param pads [top, left, bottom, right].
 */
export const pad2d = Object.assign(
  (x: Value, pads: readonly [number, number, number, number]): Value =>
    pads.every((count) => count === 0) ? x : makeValue(op, [x], { pads }),
  { op },
);
