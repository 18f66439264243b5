import { conv2d } from './conv2d.ts';
import { depthwiseConv2d, type DepthwiseConv2dOptions } from './depthwiseConv2d.ts';
import { innerContext, prefixed, type Layer } from './layer.ts';
import { checkedCounts } from './checkedCounts.ts';
import type { Shape } from '../util/shape.ts';

export interface SeparableConv2dOptions extends DepthwiseConv2dOptions {
  /** Number of feature maps of the result. */
  readonly filters: number;
}

/**
 * Separable convolution: a depthwise convolution finds patterns in each map, one of 1×1 mixes the maps.
 *
 * About k² · filters / (k² + filters) times fewer parameters than `conv2d` of the same kernel k.
 *
 * Shapes: x [N, C, H, W] → y [N, filters, H′, W′]; depthwise.kernel [C·m, 1, k, k] with m the multiplier,
 * pointwise.kernel [filters, C·m, 1, 1], pointwise.bias [filters].
 *
 * @throws {OptionError} a count that is not a positive integer, or an unknown padding.
 * @throws {ShapeError} the input is not [N, C, H, W], or the kernel does not fit.
 * @example sequential(separableConv2d({ filters: 32 }), relu(), maxPool2d(), flatten(), dense({ units: 10 }))
 * @see Chollet 2017, arXiv:1610.02357.
 */
export function separableConv2d({ filters, useBias = true, ...options }: SeparableConv2dOptions): Layer {
  checkedCounts('separableConv2d', { filters });
  const depthwise = depthwiseConv2d({ ...options, useBias: false });
  const pointwise = conv2d({ filters, kernelSize: 1, useBias });
  const { useBias: _, ...kept } = depthwise.options as Required<DepthwiseConv2dOptions>;
  return Object.freeze({
    name: 'separableConv2d',
    options: Object.freeze({ filters, ...kept, useBias }),
    exampleShape: [2, 3, 6, 5],
    outputShape: (shape: Shape) => pointwise.outputShape(depthwise.outputShape(shape)),
    parameters: (shape: Shape) => ({
      ...prefixed('depthwise', depthwise.parameters(shape)),
      ...prefixed('pointwise', pointwise.parameters(depthwise.outputShape(shape))),
    }),
    apply: (x, context) =>
      pointwise.apply(
        depthwise.apply(x, innerContext(context, 'depthwise')),
        innerContext(context, 'pointwise'),
      ),
  } satisfies Layer);
}
