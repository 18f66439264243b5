import { generalInputGradient, generalWeightGradient } from './generalGradient.ts';
import { spreadConv2d } from './spreadConv2d.ts';
import { channelRows, weightGradient } from './weightGradient.ts';
import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticDim, type Shape } from '../../util/shape.ts';
import { slice } from '../movement/slice.ts';
import { transpose } from '../movement/transpose.ts';
import { reduceSum } from '../reduce/reduceSum.ts';

interface Attributes {
  /** Step of the window, [vertical, horizontal]. */
  readonly strides: readonly [number, number];
  /** Zeros around the picture: [top, left, bottom, right]. */
  readonly pads: readonly [number, number, number, number];
  /** Distance of the kernel's elements on the picture, [vertical, horizontal]. */
  readonly dilations: readonly [number, number];
  /** Number of parts into which channels and filters are divided; each filter sees the channels of its part. */
  readonly groups: number;
}

const dims4 = (shape: Shape): [number, number, number, number] =>
  [0, 1, 2, 3].map((axis) => (axis === 0 ? (shape[0] as number) : staticDim(shape, axis, 'conv2d'))) as [
    number,
    number,
    number,
    number,
  ];

const outputSize = (padded: number, kernel: number, stride: number, dilation: number): number =>
  Math.floor((padded - (kernel - 1) * dilation - 1) / stride) + 1;

const op: Op<Attributes> = defineOp({
  name: 'conv2d',
  infer([x, w, bias], { strides, pads, dilations, groups }) {
    const wrong = (what: string) =>
      new ShapeError(`conv2d: ${what}. Received x ${shapeText(x!.shape)}, weights ${shapeText(w!.shape)}.`);
    if (x!.shape.length !== 4 || w!.shape.length !== 4)
      throw wrong('x must be [N, C, H, W] and weights [filters, C / groups, kH, kW]');
    const [batch, channels, height, width] = dims4(x!.shape);
    const [filters, wChannels, kernelHeight, kernelWidth] = dims4(w!.shape);
    if (channels !== wChannels * groups)
      throw wrong(groups === 1 ? 'the channels must agree' : `the channels of ${groups} groups must agree`);
    if (filters % groups !== 0) throw wrong(`the filters must be divisible by ${groups} groups`);
    if (bias && (bias.shape.length !== 1 || bias.shape[0] !== filters))
      throw wrong(`the bias must be [${filters}]`);
    const outHeight = outputSize(height + pads[0] + pads[2], kernelHeight, strides[0], dilations[0]);
    const outWidth = outputSize(width + pads[1] + pads[3], kernelWidth, strides[1], dilations[1]);
    if (outHeight < 1 || outWidth < 1) throw wrong('the kernel must fit into the padded picture');
    return { dtype: 'float32', shape: [batch, filters, outHeight, outWidth] };
  },
  vjp(node, cotangent) {
    const [x, w, bias] = node.inputs as [Value, Value, Value | undefined];
    const { groups, dilations, strides, pads } = node.attributes;
    if (groups !== 1 || dilations.some((step) => step !== 1)) {
      const parts = [
        generalInputGradient(x, w, cotangent, node.attributes),
        generalWeightGradient(x, w, cotangent, node.attributes),
      ];
      return bias ? [...parts, reduceSum(cotangent, [0, 2, 3])] : parts;
    }
    const rows = channelRows(cotangent);
    const [, , height, width] = dims4(x.shape);
    // Without strides a convolution with the turned kernel is faster; with them it would multiply mostly zeros.
    const parts = [
      strides.every((step) => step === 1)
        ? inputGradient(x, w, cotangent, pads)
        : spreadConv2d(cotangent, w, { strides, pads, size: [height, width] }),
      weightGradient(x, w, cotangent, rows, strides, pads),
    ];
    return bias ? [...parts, reduceSum(rows, [1])] : parts;
  },
  lower: (lowering, inputs, { attributes: { strides, pads, dilations, groups }, inputs: [, w] }) =>
    lowering.emit('Conv', inputs, {
      kernel_shape: { ints: dims4(w!.shape).slice(2) },
      strides: { ints: strides },
      pads: { ints: pads },
      ...(dilations.some((step) => step !== 1) && { dilations: { ints: dilations } }),
      ...(groups !== 1 && { group: { int: groups } }),
    }),
  evaluate([x, w, bias], { strides, pads, dilations, groups }, { dtype, shape }) {
    const [batch, filters, outHeight, outWidth] = dims4(shape);
    const [, channels, height, width] = dims4(x!.shape);
    const [, perGroup, kernelHeight, kernelWidth] = dims4(w!.shape);
    const data = storage(dtype, elementCount(shape));
    let at = 0;
    for (let n = 0; n < batch; n++)
      for (let f = 0; f < filters; f++)
        for (let i = 0; i < outHeight; i++)
          for (let j = 0; j < outWidth; j++) {
            let sum = bias ? bias.data[f]! : 0;
            const first = Math.floor(f / (filters / groups)) * perGroup;
            for (let c = 0; c < perGroup; c++)
              for (let a = 0; a < kernelHeight; a++) {
                const row = i * strides[0] + a * dilations[0] - pads[0];
                if (row < 0 || row >= height) continue;
                for (let b = 0; b < kernelWidth; b++) {
                  const column = j * strides[1] + b * dilations[1] - pads[1];
                  if (column < 0 || column >= width) continue;
                  sum +=
                    x!.data[((n * channels + first + c) * height + row) * width + column]! *
                    w!.data[((f * perGroup + c) * kernelHeight + a) * kernelWidth + b]!;
                }
              }
            data[at++] = sum;
          }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, c, f] = draw.shape(3) as [number, number, number];
    const [h, w] = [draw.int(4, 7), draw.int(4, 7)];
    return [
      {
        inputs: [draw.real([n, c, h, w]), draw.real([f, c, 3, 3]), draw.real([f])],
        build: (x, k, b) => conv2d(x!, k!, { pads: [1, 1, 1, 1], bias: b! }),
      },
      {
        inputs: [draw.real([n, c, h, w]), draw.real([f, c, 2, 3])],
        build: (x, k) => conv2d(x!, k!, { strides: [2, 1] }),
      },
      {
        inputs: [draw.real([n, c, h + 2, w + 1]), draw.real([f, c, 3, 2])],
        build: (x, k) => conv2d(x!, k!, { strides: [3, 2], pads: [0, 2, 1, 0] }),
      },
      { inputs: [draw.real([n, c, h, w]), draw.real([f, c, 1, 1])], build: (x, k) => conv2d(x!, k!) },
      {
        inputs: [draw.real([n, 2 * c, h, w]), draw.real([2 * f, c, 2, 3]), draw.real([2 * f])],
        build: (x, k, b) => conv2d(x!, k!, { groups: 2, strides: [1, 2], pads: [0, 1, 1, 1], bias: b! }),
      },
      {
        inputs: [draw.real([n, 3, h, w]), draw.real([3 * f, 1, 3, 3])],
        build: (x, k) => conv2d(x!, k!, { groups: 3, pads: [1, 1, 1, 1] }),
      },
      {
        inputs: [draw.real([n, c, h, w]), draw.real([f, c, 2, 3])],
        build: (x, k) => conv2d(x!, k!, { dilations: [3, 1], pads: [0, 2, 1, 0], strides: [1, 2] }),
      },
      {
        inputs: [draw.real([n, 2, h, w]), draw.real([2, 1, 3, 2])],
        build: (x, k) =>
          conv2d(x!, k!, { groups: 2, dilations: [1, 2], pads: [4, 0, 3, 1], strides: [2, 3] }),
      },
    ];
  },
});

/** dX without strides: the cotangent convolved with the kernel turned by 180° and its channels swapped. */
function inputGradient(x: Value, w: Value, cotangent: Value, pads: Attributes['pads']): Value {
  const [, , height, width] = dims4(x.shape);
  const [, , kernelHeight, kernelWidth] = dims4(w.shape);
  const [, , outHeight, outWidth] = dims4(cotangent.shape);
  // What a full correlation must cover.
  const before = [kernelHeight - 1 - pads[0], kernelWidth - 1 - pads[1]] as const;
  const after = [
    height + kernelHeight - 1 - outHeight - before[0],
    width + kernelWidth - 1 - outWidth - before[1],
  ] as const;
  const turned = reverse(reverse(transpose(w, [1, 0, 2, 3]), 2), 3);
  // Negative pads (more padding forward than the kernel reaches) are cut instead.
  const cut = crop(crop(cotangent, 2, -before[0], -after[0]), 3, -before[1], -after[1]);
  const positive = [before[0], before[1], after[0], after[1]].map((count) => Math.max(0, count));
  return conv2d(cut, turned, { pads: positive as [number, number, number, number] });
}

function reverse(x: Value, axis: number): Value {
  const count = staticDim(x.shape, axis, 'conv2d');
  return count === 1 ? x : slice(x, axis, { start: count - 1, count, step: -1 });
}

function crop(x: Value, axis: number, before: number, after: number): Value {
  const [start, end] = [Math.max(0, before), Math.max(0, after)];
  const count = staticDim(x.shape, axis, 'conv2d') - start - end;
  return start + end === 0 ? x : slice(x, axis, { start, count });
}

/**
 * Two-dimensional convolution (correlation, as in every framework).
 *
 * Shapes: x [N, C, H, W], weights [filters, C / groups, kH, kW], bias [filters] → [N, filters, H′, W′] with
 * H′ = ⌊(H + top + bottom − dilation · (kH − 1) − 1) / stride⌋ + 1.
 */
export const conv2d = Object.assign(
  (x: Value, weights: Value, options: Partial<Attributes> & { readonly bias?: Value } = {}): Value =>
    makeValue(op, options.bias ? [x, weights, options.bias] : [x, weights], {
      strides: options.strides ?? [1, 1],
      pads: options.pads ?? [0, 0, 0, 0],
      dilations: options.dilations ?? [1, 1],
      groups: options.groups ?? 1,
    }),
  { op },
);
