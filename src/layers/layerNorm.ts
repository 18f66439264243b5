import type { Layer } from './layer.ts';
import { checkedEpsilon } from './sequence.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { standardize } from '../ops/normalize/standardize.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { elementCount, shapeText, staticShape, type Shape } from '../util/shape.ts';

export interface LayerNormOptions {
  /** The first of the axes that are normalized together, counted from the end: −1 is the last alone. Default −1. */
  readonly axis?: number;
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Layer normalization: the numbers of one example (or position) to mean 0 and variance 1, then a learned scale and shift.
 *
 *     y = γ · (x − μ) / √(σ² + ε) + β,   μ and σ² over the axes from `axis` to the last, σ² biased
 *
 * Shapes: any → the same; γ and β have the shape of the normalized axes. Training and evaluation are alike.
 *
 * @throws {OptionError} `axis` not a negative integer, or `epsilon` not above 0.
 * @throws {ShapeError} the normalized axes would hold the batch.
 * @example sequential(dense({ units: 64 }), layerNorm(), gelu(), dense({ units: 10 }))
 * @see Ba, Kiros and Hinton 2016, arXiv:1607.06450.
 */
export function layerNorm({ axis = -1, epsilon = 1e-5 }: LayerNormOptions = {}): Layer {
  if (!Number.isInteger(axis) || axis >= 0)
    throw new OptionError(
      `layerNorm: axis must be a negative integer, counted from the end. Received axis=${axis}.`,
    );
  checkedEpsilon('layerNorm', epsilon);
  const normalized = (shape: Shape): readonly number[] => {
    if (shape.length + axis < 1)
      throw new ShapeError(
        `layerNorm: the last ${-axis} axes must not hold the batch. Received ${shapeText(shape)}.`,
      );
    return staticShape(shape.slice(axis), 'layerNorm');
  };
  return Object.freeze({
    name: 'layerNorm',
    options: Object.freeze({ axis, epsilon }),
    exampleShape: [3, 5],
    outputShape(shape: Shape) {
      normalized(shape);
      return shape;
    },
    parameters(shape: Shape) {
      const vector = (kind: 'zeros' | 'ones') => ({
        shape: normalized(shape),
        initializer: { kind },
        trainable: true,
        penalized: false,
      });
      return { scale: vector('ones'), shift: vector('zeros') };
    },
    apply(x, context) {
      const inner = normalized(x.shape);
      const row = reshape(x, [...x.shape.slice(0, axis), elementCount(inner)]);
      const standard = reshape(standardize(row, [-1], { epsilon }), x.shape);
      return add(mul(standard, context.parameter('scale')), context.parameter('shift'));
    },
  } satisfies Layer);
}
