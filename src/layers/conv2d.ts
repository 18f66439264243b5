import type { Layer } from './layer.ts';
import { conv2d as convolve } from '../ops/conv/conv2d.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, staticDim, type Shape } from '../util/shape.ts';

export interface Conv2dOptions {
  /** Number of feature maps of the result. */
  readonly filters: number;
  /** Height and width of the kernel, in pixels. Default 3. */
  readonly kernelSize?: number;
  /** Step of the kernel, in pixels. Default 1. */
  readonly strides?: number;
  /** `same` pads with zeros so that the size stays (divided by the strides); `valid` pads nothing. Default `same`. */
  readonly padding?: 'same' | 'valid';
  /** Whether a bias is added to each feature map. Default true. */
  readonly useBias?: boolean;
}

/**
 * Two-dimensional convolution: one small kernel slides over the picture, so that a pattern is found wherever it is.
 *
 * Shapes: x [N, C, H, W] → y [N, filters, H′, W′]; kernel [filters, C, k, k], bias [filters].
 *
 * @throws {OptionError} a count that is not a positive integer.
 * @throws {ShapeError} the input is not [N, C, H, W], or the kernel does not fit.
 * @example sequential(conv2d({ filters: 16 }), relu(), maxPool2d(), flatten(), dense({ units: 10 }))
 */
export function conv2d(options: Conv2dOptions): Layer {
  const { filters, kernelSize = 3, strides = 1, padding = 'same', useBias = true } = options;
  for (const [name, value] of Object.entries({ filters, kernelSize, strides }))
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`conv2d: ${name} must be a positive integer. Received ${name}=${value}.`);

  const sizes = (shape: Shape) => {
    if (shape.length !== 4)
      throw new ShapeError(`conv2d: the input must be [N, C, H, W]. Received ${shapeText(shape)}.`);
    return [1, 2, 3].map((axis) => staticDim(shape, axis, 'conv2d')) as [number, number, number];
  };
  /** Zeros before and after along an axis of `size` pixels; an odd one goes behind, as in TensorFlow. */
  const padsFor = (size: number): [number, number] => {
    if (padding === 'valid') return [0, 0];
    const total = Math.max(0, (Math.ceil(size / strides) - 1) * strides + kernelSize - size);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  const outputSize = (size: number) => {
    const [before, after] = padsFor(size);
    const result = Math.floor((size + before + after - kernelSize) / strides) + 1;
    if (result < 1)
      throw new ShapeError(
        `conv2d: a kernel of ${kernelSize} must fit into ${size} pixels (padding ${padding}).`,
      );
    return result;
  };
  return Object.freeze({
    name: 'conv2d',
    options: Object.freeze({ filters, kernelSize, strides, padding, useBias }),
    exampleShape: [2, 3, 6, 5],
    outputShape(shape: Shape) {
      const [, height, width] = sizes(shape);
      return [shape[0]!, filters, outputSize(height), outputSize(width)];
    },
    parameters(shape: Shape) {
      const [channels] = sizes(shape);
      return {
        kernel: {
          shape: [filters, channels, kernelSize, kernelSize],
          initializer: { kind: 'heUniform' as const, fanIn: channels * kernelSize * kernelSize },
          trainable: true,
          penalized: true,
        },
        ...(useBias && {
          bias: {
            shape: [filters],
            initializer: { kind: 'zeros' as const },
            trainable: true,
            penalized: false,
          },
        }),
      };
    },
    apply(x, context) {
      const [, height, width] = sizes(x.shape);
      const [top, bottom] = padsFor(height);
      const [left, right] = padsFor(width);
      return convolve(x, context.parameter('kernel'), {
        strides: [strides, strides],
        pads: [top, left, bottom, right],
        ...(useBias && { bias: context.parameter('bias') }),
      });
    },
  } satisfies Layer);
}
