import { checkedCounts } from './checkedCounts.ts';
import { kernelAndBias } from './kernelAndBias.ts';
import type { Layer } from './layer.ts';
import { checkedPadding, padsOf, sizesOf, windowCount, type Padding } from './windows.ts';
import { conv2d } from '../ops/conv/conv2d.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, type Shape } from '../util/shape.ts';

export interface Conv1dOptions {
  /** Number of features of the result. */
  readonly filters: number;
  /** Length of the kernel, in elements. Default 3. */
  readonly kernelSize?: number;
  /** Step of the kernel, in elements. Default 1. */
  readonly strides?: number;
  /** `same` pads with zeros so that the length stays (divided by the strides), `valid` pads nothing, a number pads as many elements on both sides. Default `same`. */
  readonly padding?: Padding;
  /** Distance of the kernel's elements. Default 1. */
  readonly dilations?: number;
  /** Number of parts into which features are divided; each filter sees the features of its part only. Default 1. */
  readonly groups?: number;
  /** Whether a bias is added to each feature. Default true. */
  readonly useBias?: boolean;
}

/**
 * One-dimensional convolution: one small kernel slides along a sequence, such as a signal of several channels.
 *
 *     y[n, f, i] = b[f] + Σ w[f, c, a] · x[n, c, s·i + d·a − p]
 *
 * Shapes: x [N, C, L] → y [N, filters, L′]; kernel [filters, C / groups, k], bias [filters].
 *
 * @throws {OptionError} a count that is not a positive integer, an unknown padding, or filters that the groups do not divide.
 * @throws {ShapeError} the input is not [N, C, L], the kernel does not fit, or the groups do not divide C.
 * @example sequential(conv1d({ filters: 16, kernelSize: 5 }), relu(), globalMaxPool1d(), dense({ units: 10 }))
 */
export function conv1d(options: Conv1dOptions): Layer {
  const { filters, kernelSize = 3, strides = 1, padding = 'same', useBias = true } = options;
  const { dilations = 1, groups = 1 } = options;
  checkedCounts('conv1d', { filters, kernelSize, strides, dilations, groups });
  checkedPadding('conv1d', padding);
  if (filters % groups !== 0)
    throw new OptionError(
      `conv1d: groups must divide filters. Received groups=${groups}, filters=${filters}.`,
    );
  const walk = { size: kernelSize, strides, dilations, padding };
  const sizes = (shape: Shape) => {
    const [channels, length] = sizesOf('conv1d', shape, '[N, C, L]') as [number, number];
    if (channels % groups !== 0)
      throw new ShapeError(
        `conv1d: ${groups} groups must divide the features of the input. Received ${shapeText(shape)}.`,
      );
    return { channels, length };
  };
  const outputShape = (shape: Shape): Shape => [
    shape[0]!,
    filters,
    windowCount('conv1d', 'kernel', sizes(shape).length, walk),
  ];
  return Object.freeze({
    name: 'conv1d',
    options: Object.freeze({ filters, kernelSize, strides, padding, dilations, groups, useBias }),
    exampleShape: [2, 3, 6],
    outputShape,
    parameters(shape: Shape) {
      const channels = sizes(shape).channels / groups;
      return kernelAndBias([filters, channels, kernelSize], useBias);
    },
    apply(x, context) {
      const { channels, length } = sizes(x.shape);
      const [before, after] = padsOf(length, walk);
      // A sequence is a picture of one row.
      const row = reshape(x, [x.shape[0]!, channels, 1, length]);
      const kernel = reshape(context.parameter('kernel'), [filters, channels / groups, 1, kernelSize]);
      const y = conv2d(row, kernel, {
        strides: [1, strides],
        pads: [0, before, 0, after],
        dilations: [1, dilations],
        groups,
        ...(useBias && { bias: context.parameter('bias') }),
      });
      return reshape(y, outputShape(x.shape));
    },
  } satisfies Layer);
}
