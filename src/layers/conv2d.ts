import { checkedCounts } from './checkedCounts.ts';
import { kernelAndBias } from './kernelAndBias.ts';
import type { KernelInitializer, Layer } from './layer.ts';
import { checkedPadding, padsOf, sizesOf, windowCount, type Padding } from './windows.ts';
import { conv2d as convolve } from '../ops/conv/conv2d.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, type Shape } from '../util/shape.ts';

export interface Conv2dOptions {
  /** Number of feature maps of the result. */
  readonly filters: number;
  /** Height and width of the kernel, in elements. Default 3. */
  readonly kernelSize?: number;
  /** Step of the kernel, in pixels. Default 1. */
  readonly strides?: number;
  /** `same` pads with zeros so that the size stays (divided by the strides), `valid` pads nothing, a number pads as many pixels on every side. Default `same`. */
  readonly padding?: Padding;
  /** Distance of the kernel's elements, in pixels. Default 1. */
  readonly dilations?: number;
  /** Number of parts into which maps are divided; each filter sees the maps of its part only. Default 1. */
  readonly groups?: number;
  /** Whether a bias is added to each feature map. Default true. */
  readonly useBias?: boolean;
  /** How the kernel begins. Default `heUniform`, which suits deep stacks of relu. */
  readonly kernelInitializer?: Exclude<KernelInitializer, 'glorotUniform'>;
}

/**
 * Two-dimensional convolution: one small kernel slides over the picture, so that a pattern is found wherever it is.
 *
 *     y[n, f, i, j] = b[f] + Σ w[f, c, a, b] · x[n, c, s·i + d·a − p, s·j + d·b − p]
 *
 * Shapes: x [N, C, H, W] → y [N, filters, H′, W′]; kernel [filters, C / groups, k, k], bias [filters].
 *
 * @throws {OptionError} a count that is not a positive integer, an unknown padding, or filters that the groups do not divide.
 * @throws {ShapeError} the input is not [N, C, H, W], the kernel does not fit, or the groups do not divide C.
 * @example sequential(conv2d({ filters: 16 }), relu(), maxPool2d(), flatten(), dense({ units: 10 }))
 */
export function conv2d(options: Conv2dOptions): Layer {
  const { filters, kernelSize = 3, strides = 1, padding = 'same', useBias = true } = options;
  const { dilations = 1, groups = 1, kernelInitializer = 'heUniform' } = options;
  checkedCounts('conv2d', { filters, kernelSize, strides, dilations, groups });
  checkedPadding('conv2d', padding);
  if (filters % groups !== 0)
    throw new OptionError(
      `conv2d: groups must divide filters. Received groups=${groups}, filters=${filters}.`,
    );
  const walk = { size: kernelSize, strides, dilations, padding };
  const sizes = (shape: Shape) => {
    const [channels, height, width] = sizesOf('conv2d', shape, '[N, C, H, W]') as [number, number, number];
    if (channels % groups !== 0)
      throw new ShapeError(
        `conv2d: ${groups} groups must divide the maps of the input. Received ${shapeText(shape)}.`,
      );
    return [channels, height, width] as const;
  };
  return Object.freeze({
    name: 'conv2d',
    options: Object.freeze({
      filters,
      kernelSize,
      strides,
      padding,
      dilations,
      groups,
      useBias,
      kernelInitializer,
    }),
    exampleShape: [2, 3, 6, 5],
    outputShape(shape: Shape) {
      const [, height, width] = sizes(shape);
      const counted = [height, width].map((length) => windowCount('conv2d', 'kernel', length, walk));
      return [shape[0]!, filters, ...counted];
    },
    parameters(shape: Shape) {
      const channels = sizes(shape)[0] / groups;
      return kernelAndBias([filters, channels, kernelSize, kernelSize], useBias, kernelInitializer);
    },
    apply(x, context) {
      const [, height, width] = sizes(x.shape);
      const [top, bottom] = padsOf(height, walk);
      const [left, right] = padsOf(width, walk);
      return convolve(x, context.parameter('kernel'), {
        strides: [strides, strides],
        pads: [top, left, bottom, right],
        dilations: [dilations, dilations],
        groups,
        ...(useBias && { bias: context.parameter('bias') }),
      });
    },
  } satisfies Layer);
}
