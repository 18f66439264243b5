import { eachInWindow, slidingType, spreadWindows, type Sliding } from './sliding.ts';
import { upsample2d } from './upsample2d.ts';
import type { Op, Value } from '../../graph/types.ts';
import { constant, defineOp, makeValue, storage } from '../../graph/value.ts';
import { elementCount, staticDim } from '../../util/shape.ts';
import { mul } from '../elementwise/mul.ts';
import { pad } from '../movement/pad.ts';

const op: Op<Sliding> = defineOp({
  name: 'averagePool2d',
  infer: ([x], attributes) => slidingType('averagePool2d', x!, attributes),
  vjp(node, cotangent) {
    const { poolSize, strides, pads } = node.attributes;
    const [height, width] = [2, 3].map((axis) => staticDim(node.inputs[0]!.shape, axis, 'averagePool2d')) as [
      number,
      number,
    ];
    const share = mul(cotangent, shares(node, height, width));
    const tiles = poolSize.every((size, i) => size === strides[i]) && pads.every((count) => count === 0);
    if (tiles) {
      const filled = upsample2d(share, poolSize);
      const [covered, across] = filled.shape.slice(2) as [number, number];
      return [pad(pad(filled, 2, { after: height - covered }), 3, { after: width - across })];
    }
    // The windows are products of intervals, so that the axes can be spread one after the other.
    const wide = spreadWindows(
      new Array<Value>(poolSize[1]).fill(share),
      3,
      width,
      strides[1],
      pads[1],
      pads[3],
    );
    const high = new Array<Value>(poolSize[0]).fill(wide);
    return [spreadWindows(high, 2, height, strides[0], pads[0], pads[2])];
  },
  lower: (lowering, inputs, { attributes: { poolSize, strides, pads } }) =>
    lowering.emit('AveragePool', inputs, {
      kernel_shape: { ints: poolSize },
      strides: { ints: strides },
      pads: { ints: pads },
      count_include_pad: { int: 0 },
    }),
  evaluate([x], attributes, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape));
    const counts = new Float64Array(data.length);
    eachInWindow(x!.shape, shape, attributes, (window, element) => {
      data[window]! += x!.data[element]!;
      counts[window]!++;
    });
    counts.forEach((count, window) => (data[window]! /= count));
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, c] = draw.shape(2) as [number, number];
    return [
      {
        inputs: [draw.real([n, c, 5, 6])],
        build: (x) => averagePool2d(x!, { poolSize: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
      },
      {
        inputs: [draw.real([n, c, 6, 7])],
        build: (x) => averagePool2d(x!, { poolSize: [2, 3], strides: [1, 3], pads: [0, 1, 1, 0] }),
      },
      {
        inputs: [draw.real([n, c, 5, 7])],
        build: (x) => averagePool2d(x!, { poolSize: [2, 3], strides: [2, 3] }),
      },
    ];
  },
});

/** One divided by the number of elements of the picture in each window. */
function shares(node: Value & { attributes: Sliding }, height: number, width: number): Value {
  const { poolSize, strides, pads } = node.attributes;
  if (pads.every((count) => count === 0)) return constant(1 / (poolSize[0] * poolSize[1]));
  const inside = (axis: 0 | 1, size: number) =>
    Array.from({ length: staticDim(node.shape, 2 + axis, 'averagePool2d') }, (_, i) => {
      const first = i * strides[axis] - pads[axis];
      return Math.min(size, first + poolSize[axis]) - Math.max(0, first);
    });
  const [rows, columns] = [inside(0, height), inside(1, width)];
  return constant(
    rows.flatMap((high) => columns.map((wide) => 1 / (high * wide))),
    [1, 1, rows.length, columns.length],
  );
}

/**
 * Mean of each window. What stands around the picture is not counted, as in TensorFlow.
 *
 * Shapes: [N, C, H, W] → [N, C, H′, W′] with H′ = ⌊(H + top + bottom − pH) / stride⌋ + 1.
 */
export const averagePool2d = Object.assign(
  (x: Value, options: Omit<Sliding, 'pads'> & Partial<Sliding>): Value =>
    makeValue(op, [x], { ...options, pads: options.pads ?? [0, 0, 0, 0] }),
  { op },
);
