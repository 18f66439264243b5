import type { KernelInitializer, Layer } from './layer.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { add } from '../ops/elementwise/add.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, staticDim, type Shape } from '../util/shape.ts';

export interface DenseOptions {
  /** Length of the result. */
  readonly units: number;
  /** Whether a bias is added. Default true. */
  readonly useBias?: boolean;
  /** How the kernel begins. Default `heUniform`, which suits deep stacks of relu. */
  readonly kernelInitializer?: KernelInitializer;
}

/**
 * Fully connected layer: every output sees every input.
 *
 *     y = x · W + b
 *
 * Shapes: x [N, features] → y [N, units]; W [features, units], b [units]. A sequence [N, L, features] is mapped position
 * by position to [N, L, units].
 *
 * @throws {OptionError} `units` not a positive integer.
 * @throws {ShapeError} the input is neither of these; put `flatten()` before.
 * @example sequential(flatten(), dense({ units: 128 }), relu(), dense({ units: 10 }))
 */
export function dense({ units, useBias = true, kernelInitializer = 'heUniform' }: DenseOptions): Layer {
  if (!Number.isInteger(units) || units < 1)
    throw new OptionError(`dense: units must be a positive integer. Received units=${units}.`);
  const features = (shape: Shape) => {
    if (shape.length !== 2 && shape.length !== 3)
      throw new ShapeError(
        `dense: the input must be [N, features] or [N, L, features]. Received ${shapeText(shape)}. Put flatten() before it.`,
      );
    return staticDim(shape, shape.length - 1, 'dense');
  };
  return Object.freeze({
    name: 'dense',
    options: Object.freeze({ units, useBias, kernelInitializer }),
    exampleShape: [3, 4],
    outputShape: (shape: Shape) => {
      features(shape);
      return [...shape.slice(0, -1), units];
    },
    parameters: (shape: Shape) => ({
      kernel: {
        shape: [features(shape), units],
        initializer: { kind: kernelInitializer, fanIn: features(shape), fanOut: units },
        trainable: true,
        penalized: true,
      },
      ...(useBias && {
        bias: { shape: [units], initializer: { kind: 'zeros' as const }, trainable: true, penalized: false },
      }),
    }),
    apply(x, context) {
      features(x.shape);
      const product = matmul(x, context.parameter('kernel'));
      return useBias ? add(product, context.parameter('bias')) : product;
    },
  } satisfies Layer);
}
