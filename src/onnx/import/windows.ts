import type { ImportContext, Importers } from './operand.ts';
import type { Value } from '../../graph/types.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { conv2d } from '../../ops/conv/conv2d.ts';
import { averagePool2d } from '../../ops/pool/averagePool2d.ts';
import { maxPool2d } from '../../ops/pool/maxPool2d.ts';
import { slidingMaxPool2d } from '../../ops/pool/slidingMaxPool2d.ts';
import { pad } from '../../ops/movement/pad.ts';
import { reduceMax } from '../../ops/reduce/reduceMax.ts';
import { reduceMean } from '../../ops/reduce/reduceMean.ts';
import { shapeText, staticDim } from '../../util/shape.ts';

type Pair = readonly [number, number];
type Pads = readonly [number, number, number, number];

interface Windows {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly pads: Pads;
}

/** The windows of a convolution or pooling over [N, C, H, W], with `auto_pad` and `ceil_mode` worked out. */
function windowsOf(context: ImportContext, x: Value, size: readonly number[]): Windows {
  if (x.shape.length !== 4 || size.length !== 2)
    return context.fail(`must act on pictures [N, C, H, W]. Received ${shapeText(x.shape)}.`);
  const strides = context.intList('strides') ?? [1, 1];
  const dilations = context.intList('dilations') ?? [1, 1];
  const mode = context.text('auto_pad', 'NOTSET');
  const given = context.intList('pads') ?? [0, 0, 0, 0];
  const [before, after]: [number[], number[]] = [[], []];
  for (const i of [0, 1]) {
    const length = staticDim(x.shape, 2 + i, context.node.opType);
    const reach = dilations[i]! * (size[i]! - 1) + 1;
    if (mode === 'SAME_UPPER' || mode === 'SAME_LOWER') {
      const total = Math.max(0, (Math.ceil(length / strides[i]!) - 1) * strides[i]! + reach - length);
      const small = Math.floor(total / 2);
      before.push(mode === 'SAME_UPPER' ? small : total - small);
      after.push(mode === 'SAME_UPPER' ? total - small : small);
      continue;
    }
    before.push(mode === 'VALID' ? 0 : given[i]!);
    let end = mode === 'VALID' ? 0 : given[2 + i]!;
    if (context.int('ceil_mode', 0) === 1) {
      const room = length + before[i]! + end - reach;
      // A last window that would start behind the picture and its padding is left out.
      const count = Math.ceil(room / strides[i]!);
      if (count * strides[i]! < length + before[i]!) end += Math.max(0, count * strides[i]! - room);
    }
    after.push(end);
  }
  return {
    size: size as Pair,
    strides: strides as Pair,
    dilations: dilations as Pair,
    pads: [before[0]!, before[1]!, after[0]!, after[1]!],
  };
}

function convolution(context: ImportContext): Value {
  const x = context.value(0);
  const weights = context.parameter(1, 'kernel');
  const { strides, dilations, pads } = windowsOf(context, x, weights.shape.slice(2) as number[]);
  return conv2d(x, weights, {
    strides,
    pads,
    dilations,
    groups: context.int('group', 1),
    ...(context.has(2) && { bias: context.parameter(2, 'bias') }),
  });
}

function pooling(context: ImportContext): { x: Value; windows: Windows } {
  const x = context.value(0);
  const size = context.intList('kernel_shape') ?? context.fail('kernel_shape is needed. It is left out.');
  const windows = windowsOf(context, x, size);
  if (windows.dilations.some((dilation) => dilation !== 1))
    context.fail(`dilations must be 1. Received ${windows.dilations.join(', ')}.`);
  return { x, windows };
}

const tiles = ({ size, strides, pads }: Windows): boolean =>
  size.every((length, i) => length === strides[i]) && pads.every((count) => count === 0);

/** Ops that look at a picture through windows. */
export const windows: Importers = {
  Conv: convolution,
  MaxPool(context) {
    if (context.node.outputs.length > 1 && context.node.outputs[1] !== '')
      context.fail('must give one output. Received two: indices are not supported.');
    const { x, windows: found } = pooling(context);
    const { size, strides, pads } = found;
    return tiles(found) ? maxPool2d(x, size) : slidingMaxPool2d(x, { poolSize: size, strides, pads });
  },
  AveragePool(context) {
    const { x, windows: found } = pooling(context);
    const { size, strides, pads } = found;
    if (pads.every((count) => count === 0) || context.int('count_include_pad', 0) === 0)
      return averagePool2d(x, { poolSize: size, strides, pads });
    if (context.int('ceil_mode', 0) === 1)
      context.fail('ceil_mode with count_include_pad and padding is not supported.');
    const padded = pad(pad(x, 2, { before: pads[0], after: pads[2] }), 3, {
      before: pads[1],
      after: pads[3],
    });
    return averagePool2d(padded, { poolSize: size, strides });
  },
  GlobalAveragePool: (context) => reduceMean(context.value(0), spatial(context), { keepDims: true }),
  GlobalMaxPool: (context) => reduceMax(context.value(0), spatial(context), { keepDims: true }),
};

const spatial = (context: ImportContext): number[] =>
  context.value(0).shape.flatMap((_, axis) => (axis < 2 ? [] : [axis]));

/** x · factor where the factor is not 1. */
export const scaled = (x: Value, factor: number): Value => (factor === 1 ? x : mul(x, factor));
