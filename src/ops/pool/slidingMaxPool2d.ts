import { eachInWindow, slidingType, spreadWindows, type Sliding } from './sliding.ts';
import type { Op, Value } from '../../graph/types.ts';
import { constant, defineOp, makeValue, storage } from '../../graph/value.ts';
import { elementCount, staticDim } from '../../util/shape.ts';
import { add } from '../elementwise/add.ts';
import { cast } from '../elementwise/cast.ts';
import { div } from '../elementwise/div.ts';
import { equal } from '../elementwise/equal.ts';
import { mul } from '../elementwise/mul.ts';
import { pad } from '../movement/pad.ts';
import { slice } from '../movement/slice.ts';

const op: Op<Sliding> = defineOp({
  name: 'slidingMaxPool2d',
  infer: ([x], attributes) => slidingType('slidingMaxPool2d', x!, attributes),
  vjp(node, cotangent) {
    const { poolSize, strides, pads } = node.attributes;
    const x = node.inputs[0]!;
    const [height, width] = [2, 3].map((axis) => staticDim(x.shape, axis, 'slidingMaxPool2d')) as [
      number,
      number,
    ];
    const padded = pad(pad(x, 2, { before: pads[0], after: pads[2] }), 3, {
      before: pads[1],
      after: pads[3],
    });
    // Where each window has its maximum, element by element of the window.
    const winners = Array.from({ length: poolSize[0] }, (_, a) =>
      Array.from({ length: poolSize[1] }, (_, b) => {
        const won = cast(equal(taken(padded, node, a, b), node), 'float32');
        const inside = insideMask(node, a, b, height, width);
        return inside ? mul(won, inside) : won;
      }),
    );
    const share = div(
      cotangent,
      winners.flat().reduce((sum, won) => add(sum, won)),
    );
    const rows = winners.map((row) =>
      spreadWindows(
        row.map((won) => mul(won, share)),
        3,
        width,
        strides[1],
        pads[1],
        pads[3],
      ),
    );
    return [spreadWindows(rows, 2, height, strides[0], pads[0], pads[2])];
  },
  lower: (lowering, inputs, { attributes: { poolSize, strides, pads } }) =>
    lowering.emit('MaxPool', inputs, {
      kernel_shape: { ints: poolSize },
      strides: { ints: strides },
      pads: { ints: pads },
    }),
  evaluate([x], attributes, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape)).fill(-Infinity);
    eachInWindow(x!.shape, shape, attributes, (window, element) => {
      data[window] = Math.max(data[window]!, x!.data[element]!);
    });
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, c] = draw.shape(2) as [number, number];
    return [
      {
        inputs: [draw.real([n, c, 5, 6])],
        build: (x) => slidingMaxPool2d(x!, { poolSize: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
      },
      {
        inputs: [draw.real([n, c, 6, 7], -2, -1)],
        build: (x) => slidingMaxPool2d(x!, { poolSize: [2, 3], strides: [1, 3], pads: [0, 1, 1, 0] }),
      },
      {
        inputs: [draw.real([n, c, 5, 4])],
        build: (x) => slidingMaxPool2d(x!, { poolSize: [1, 2], strides: [2, 1] }),
      },
    ];
  },
});

/** Element [a, b] of every window. */
function taken(padded: Value, node: Value & { attributes: Sliding }, a: number, b: number): Value {
  const [rows, columns] = [2, 3].map((axis) => staticDim(node.shape, axis, 'slidingMaxPool2d'));
  const { strides } = node.attributes;
  return slice(slice(padded, 2, { start: a, count: rows!, step: strides[0] }), 3, {
    start: b,
    count: columns!,
    step: strides[1],
  });
}

/** 1 where element [a, b] of a window lies on the picture, 0 where it lies on what stands around; nothing if all do. */
function insideMask(
  node: Value & { attributes: Sliding },
  a: number,
  b: number,
  height: number,
  width: number,
): Value | undefined {
  const { strides, pads } = node.attributes;
  const [rows, columns] = [2, 3].map((axis) => staticDim(node.shape, axis, 'slidingMaxPool2d')) as [
    number,
    number,
  ];
  const on = (at: number, size: number) => at >= 0 && at < size;
  const mask = Array.from({ length: rows * columns }, (_, flat) => {
    const row = Math.floor(flat / columns) * strides[0] + a - pads[0];
    const column = (flat % columns) * strides[1] + b - pads[1];
    return Number(on(row, height) && on(column, width));
  });
  return mask.includes(0) ? constant(mask, [1, 1, rows, columns]) : undefined;
}

/**
 * Largest value of each window, for windows that overlap, leave gaps or reach over the border. Those that tile the
 * picture have a faster gradient: see `maxPool2d`.
 *
 * Shapes: [N, C, H, W] → [N, C, H′, W′] with H′ = ⌊(H + top + bottom − pH) / stride⌋ + 1.
 * Ties: the gradient is shared equally between equal maxima of a window.
 */
export const slidingMaxPool2d = Object.assign(
  (x: Value, options: Omit<Sliding, 'pads'> & Partial<Sliding>): Value =>
    makeValue(op, [x], { ...options, pads: options.pads ?? [0, 0, 0, 0] }),
  { op },
);
