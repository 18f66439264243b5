import type { Layer } from './layer.ts';
import { checkedCounts, checkedEpsilon } from './sequence.ts';
import type { Value } from '../graph/types.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { standardize } from '../ops/normalize/standardize.ts';
import { ShapeError } from '../util/errors.ts';
import { elementCount, shapeText, staticShape, type Shape } from '../util/shape.ts';

export interface GroupNormOptions {
  /** Number of groups; it divides the channels. 1 normalizes over a whole example, as many as channels each by itself. */
  readonly groups: number;
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Group normalization: the channels of each group of one example to mean 0 and variance 1, then a scale and shift a channel.
 *
 *     y = γ_c · (x − μ_g) / √(σ²_g + ε) + β_c
 *
 * Shapes: [N, C, …] → the same; γ and β are [C]. No batch statistics, so small batches and evaluation are treated alike.
 *
 * @throws {OptionError} `groups` not a positive integer, or `epsilon` not above 0.
 * @throws {ShapeError} no channel axis, or channels that the groups do not divide.
 * @example sequential(conv2d({ filters: 32 }), groupNorm({ groups: 8 }), relu())
 * @see Wu and He 2018, arXiv:1803.08494.
 */
export function groupNorm({ groups, epsilon = 1e-5 }: GroupNormOptions): Layer {
  checkedCounts('groupNorm', { groups });
  checkedEpsilon('groupNorm', epsilon);
  const inner = (shape: Shape): readonly number[] => {
    if (shape.length < 2)
      throw new ShapeError(`groupNorm: the input must have a channel axis. Received ${shapeText(shape)}.`);
    const sizes = staticShape(shape.slice(1), 'groupNorm');
    if (sizes[0]! % groups !== 0)
      throw new ShapeError(
        `groupNorm: ${groups} groups must divide the channels. Received ${shapeText(shape)}.`,
      );
    return sizes;
  };
  return Object.freeze({
    name: 'groupNorm',
    options: Object.freeze({ groups, epsilon }),
    exampleShape: [2, 2 * groups, 3],
    outputShape(shape: Shape) {
      inner(shape);
      return shape;
    },
    parameters(shape: Shape) {
      const vector = (kind: 'zeros' | 'ones') => ({
        shape: [inner(shape)[0]!],
        initializer: { kind },
        trainable: true,
        penalized: false,
      });
      return { scale: vector('ones'), shift: vector('zeros') };
    },
    apply(x, context) {
      const sizes = inner(x.shape);
      const rows = reshape(x, [x.shape[0]!, groups, elementCount(sizes) / groups]);
      const standard = reshape(standardize(rows, [-1], { epsilon }), x.shape);
      const alongChannels = (vector: Value) => reshape(vector, [sizes[0]!, ...sizes.slice(1).map(() => 1)]);
      return add(
        mul(standard, alongChannels(context.parameter('scale'))),
        alongChannels(context.parameter('shift')),
      );
    },
  } satisfies Layer);
}
