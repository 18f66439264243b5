// shared within this room
import { conv2d } from './conv2d.ts';
import type { Value } from '../../graph/types.ts';
import { staticDim } from '../../util/shape.ts';
import { mul } from '../elementwise/mul.ts';
import { matmul } from '../matmul/matmul.ts';
import { concat } from '../movement/concat.ts';
import { pad } from '../movement/pad.ts';
import { reshape } from '../movement/reshape.ts';
import { slice } from '../movement/slice.ts';
import { transpose } from '../movement/transpose.ts';
import { reduceSum } from '../reduce/reduceSum.ts';

/** How a grouped or dilated convolution walks over the picture; the terms of the op `conv2d`. */
export interface Walk {
  readonly strides: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
  readonly dilations: readonly [number, number];
  readonly groups: number;
}

const sizesOf = (x: Value) =>
  [0, 1, 2, 3].map((axis) => staticDim(x.shape, axis, 'conv2d gradient')) as [number, number, number, number];

/**
 * dX of a grouped or dilated convolution: the cotangent, spread by the strides, convolved by the same groups and
 * dilations with the kernel turned by 180° and its channels swapped within each group.
 */
export function generalInputGradient(x: Value, w: Value, cotangent: Value, walk: Walk): Value {
  const { strides, pads, dilations, groups } = walk;
  const [, channels, ...size] = sizesOf(x);
  const [filters, perGroup, ...kernel] = sizesOf(w);
  const [, , ...out] = sizesOf(cotangent);
  const swapped = reshape(
    transpose(reshape(w, [groups, filters / groups, perGroup, ...kernel]), [0, 2, 1, 3, 4]),
    [channels, filters / groups, ...kernel],
  );
  const turned = reversed(reversed(swapped, 2), 3);
  let spread = cotangent;
  const rest: [number, number, number, number] = [0, 0, 0, 0];
  for (const i of [0, 1] as const) {
    const reach = (kernel[i]! - 1) * dilations[i];
    const before = reach - pads[i];
    // A full correlation gives back every pixel; the rest at the far side is what the strides did not reach.
    const after = size[i]! + reach - ((out[i]! - 1) * strides[i] + 1) - before;
    spread = pad(spread, 2 + i, { between: strides[i] - 1 });
    // Where forward pads reach beyond the kernel, there is more than is needed.
    const [start, end] = [Math.max(0, -before), Math.max(0, -after)];
    spread = slice(spread, 2 + i, { start, count: (spread.shape[2 + i] as number) - start - end });
    rest[i] = Math.max(0, before);
    rest[2 + i] = Math.max(0, after);
  }
  return conv2d(spread, turned, { pads: rest, dilations, groups });
}

/**
 * dW of a grouped or dilated convolution: windows of x beside each other, multiplied with the cotangent group by group
 * and example by example, and summed over examples. With one channel a group a product of matrices would have one
 * row; there each window is multiplied element by element and summed.
 */
export function generalWeightGradient(x: Value, w: Value, cotangent: Value, walk: Walk): Value {
  const { strides, pads, dilations, groups } = walk;
  const [batch, channels] = sizesOf(x);
  const [filters, perGroup, kernelHeight, kernelWidth] = sizesOf(w);
  const [, , outHeight, outWidth] = sizesOf(cotangent);
  const padded = pad(pad(x, 2, { before: pads[0], after: pads[2] }), 3, { before: pads[1], after: pads[3] });
  const windows: Value[] = [];
  for (let a = 0; a < kernelHeight; a++) {
    const rows = slice(padded, 2, { start: a * dilations[0], count: outHeight, step: strides[0] });
    for (let b = 0; b < kernelWidth; b++)
      windows.push(slice(rows, 3, { start: b * dilations[1], count: outWidth, step: strides[1] }));
  }
  const multiplier = filters / groups;
  const pixels = outHeight * outWidth;
  if (perGroup === 1 && groups > 1) {
    const split = reshape(cotangent, [batch, groups, multiplier, pixels]);
    const sums = windows.map((window) => {
      // First along the pixels as they lie in memory, then over the examples: half the time of one sum over both.
      const rows = reduceSum(mul(split, reshape(window, [batch, channels, 1, pixels])), [3]);
      return reshape(reduceSum(rows, [0]), [filters, 1]);
    });
    return reshape(concat(sums, 1), [filters, 1, kernelHeight, kernelWidth]);
  }
  const grouped = windows.map((window) => reshape(window, [batch, groups, perGroup, pixels]));
  const slopes = reshape(cotangent, [batch, groups, multiplier, pixels]);
  const perExample = matmul(slopes, concat(grouped, 2), { transposeB: true });
  const summed = reshape(reduceSum(perExample, [0]), [filters, kernelHeight, kernelWidth, perGroup]);
  return transpose(summed, [0, 3, 1, 2]);
}

function reversed(x: Value, axis: number): Value {
  const count = staticDim(x.shape, axis, 'conv2d gradient');
  return count === 1 ? x : slice(x, axis, { start: count - 1, count, step: -1 });
}
