import { checkedCounts } from './checkedCounts.ts';
import { kernelAndBias } from './kernelAndBias.ts';
import type { Layer } from './layer.ts';
import { checkedPadding, padsOf, sizesOf, windowCount, type Padding } from './windows.ts';
import { conv2d } from '../ops/conv/conv2d.ts';
import type { Shape } from '../util/shape.ts';

export interface DepthwiseConv2dOptions {
  /** Height and width of the kernel, in elements. Default 3. */
  readonly kernelSize?: number;
  /** Feature maps of the result for each one of the input. Default 1. */
  readonly depthMultiplier?: number;
  /** Step of the kernel, in pixels. Default 1. */
  readonly strides?: number;
  /** `same` pads with zeros so that the size stays (divided by the strides), `valid` pads nothing, a number pads as many pixels on every side. Default `same`. */
  readonly padding?: Padding;
  /** Distance of the kernel's elements, in pixels. Default 1. */
  readonly dilations?: number;
  /** Whether a bias is added to each feature map. Default true. */
  readonly useBias?: boolean;
}

/**
 * Depthwise convolution: each feature map is convolved with kernels of its own, none is mixed with another.
 *
 *     y[n, m·c + k, i, j] = b[m·c + k] + Σ w[m·c + k, 0, a, b] · x[n, c, s·i + d·a − p, s·j + d·b − p],   k < m
 *
 * Shapes: x [N, C, H, W] → y [N, C·m, H′, W′] with m the multiplier; kernel [C·m, 1, k, k], bias [C·m].
 *
 * @throws {OptionError} a count that is not a positive integer, or an unknown padding.
 * @throws {ShapeError} the input is not [N, C, H, W], or the kernel does not fit.
 * @example sequential(depthwiseConv2d(), conv2d({ filters: 32, kernelSize: 1 }), relu())
 * @see Chollet 2017, arXiv:1610.02357.
 */
export function depthwiseConv2d(options: DepthwiseConv2dOptions = {}): Layer {
  const { kernelSize = 3, depthMultiplier = 1, strides = 1, padding = 'same' } = options;
  const { dilations = 1, useBias = true } = options;
  checkedCounts('depthwiseConv2d', { kernelSize, depthMultiplier, strides, dilations });
  checkedPadding('depthwiseConv2d', padding);
  const walk = { size: kernelSize, strides, dilations, padding };
  const sizes = (shape: Shape) =>
    sizesOf('depthwiseConv2d', shape, '[N, C, H, W]') as [number, number, number];
  return Object.freeze({
    name: 'depthwiseConv2d',
    options: Object.freeze({ kernelSize, depthMultiplier, strides, padding, dilations, useBias }),
    exampleShape: [2, 3, 6, 5],
    outputShape(shape: Shape) {
      const [channels, ...lengths] = sizes(shape);
      const counted = lengths.map((length) => windowCount('depthwiseConv2d', 'kernel', length, walk));
      return [shape[0]!, channels * depthMultiplier, ...counted];
    },
    parameters(shape: Shape) {
      const filters = sizes(shape)[0] * depthMultiplier;
      return kernelAndBias([filters, 1, kernelSize, kernelSize], useBias);
    },
    apply(x, context) {
      const [channels, height, width] = sizes(x.shape);
      const [top, bottom] = padsOf(height, walk);
      const [left, right] = padsOf(width, walk);
      return conv2d(x, context.parameter('kernel'), {
        strides: [strides, strides],
        pads: [top, left, bottom, right],
        dilations: [dilations, dilations],
        groups: channels,
        ...(useBias && { bias: context.parameter('bias') }),
      });
    },
  } satisfies Layer);
}
