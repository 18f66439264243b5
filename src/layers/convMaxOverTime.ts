import type { KernelInitializer, Layer } from './layer.ts';
import { checkedCounts, sequenceShape } from './sequence.ts';
import { convMaxOverTime as strongest } from '../ops/conv/convMaxOverTime.ts';
import { add } from '../ops/elementwise/add.ts';
import { ShapeError } from '../util/errors.ts';
import { shapeText, type Shape } from '../util/shape.ts';

export interface ConvMaxOverTimeOptions {
  /** Number of patterns that are looked for. */
  readonly filters: number;
  /** Length of a pattern, in positions. Default 3. */
  readonly kernelSize?: number;
  /** How the kernel begins. Default `heUniform`. */
  readonly kernelInitializer?: Exclude<KernelInitializer, 'glorotUniform'>;
}

/**
 * Convolution along time and its maximum over time: how strongly each of `filters` patterns occurs anywhere in a sequence.
 *
 *     y[n, f] = maxₜ (Σⱼ x[n, t + j, :] · kernel[j, :, f]) + bias[f],   t = 0 … L − kernelSize
 *
 * Shapes: x [N, L, D] → y [N, filters]; kernel [kernelSize, D, filters], bias [filters].
 * A monotone activation such as `relu()` commutes with the maximum: put it after this layer, where it sees L times less.
 * Of equal windows the first gets the gradient. One layer instead of two, since its gradient is several times cheaper:
 * only the winning windows have one.
 *
 * @throws {OptionError} a count that is not a positive integer.
 * @throws {ShapeError} the input is not [N, L, D], or shorter than the kernel.
 * @example sequential(embedding({ vocabulary: 10000, units: 100 }), convMaxOverTime({ filters: 100 }), relu())
 * @see Kim 2014, arXiv:1408.5882.
 */
export function convMaxOverTime(options: ConvMaxOverTimeOptions): Layer {
  const { filters, kernelSize = 3, kernelInitializer = 'heUniform' } = options;
  checkedCounts('convMaxOverTime', { filters, kernelSize });
  const sizes = (shape: Shape) => {
    const [batch, length, depth] = sequenceShape('convMaxOverTime', shape);
    if (length < kernelSize)
      throw new ShapeError(
        `convMaxOverTime: a kernel of ${kernelSize} positions must fit. Received ${shapeText(shape)}.`,
      );
    return { batch, depth };
  };
  return Object.freeze({
    name: 'convMaxOverTime',
    options: Object.freeze({ filters, kernelSize, kernelInitializer }),
    exampleShape: [2, kernelSize + 3, 4],
    outputShape: (shape: Shape) => [sizes(shape).batch, filters],
    parameters(shape: Shape) {
      const { depth } = sizes(shape);
      return {
        kernel: {
          shape: [kernelSize, depth, filters],
          initializer: { kind: kernelInitializer, fanIn: kernelSize * depth },
          trainable: true,
          penalized: true,
          unitAxis: 2,
        },
        bias: {
          shape: [filters],
          initializer: { kind: 'zeros' as const },
          trainable: true,
          penalized: false,
        },
      };
    },
    apply(x, context) {
      sizes(x.shape);
      return add(strongest(x, context.parameter('kernel')), context.parameter('bias'));
    },
  } satisfies Layer);
}
