import type { Layer } from './layer.ts';
import type { Value } from '../graph/types.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { batchNormalize } from '../ops/normalize/batchNormalize.ts';
import { moment } from '../ops/normalize/moment.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { elementCount, shapeText, staticDim, staticShape, type Shape } from '../util/shape.ts';

export interface BatchNormOptions {
  /** Share of the running statistics that stays at a step, in [0, 1). Default 0.9. */
  readonly momentum?: number;
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Batch normalization: each feature (axis 1) to mean 0 and variance 1 over the batch, then a learned scale and shift.
 *
 *     y = γ · (x − μ) / √(σ² + ε) + β
 *
 * Shapes: [N, C] or [N, C, H, W] → the same; γ, β and the running statistics are [C].
 * Evaluation: μ and σ² are the running ones; running ← momentum · running + (1 − momentum) · batch, the batch variance
 * unbiased, as in PyTorch (whose `momentum` is 1 minus this one).
 *
 * @throws {OptionError} `momentum` outside [0, 1), or `epsilon` not above 0.
 * @throws {ShapeError} fewer than two axes, or one value a feature.
 * @see Ioffe and Szegedy 2015, arXiv:1502.03167.
 */
export function batchNorm({ momentum = 0.9, epsilon = 1e-5 }: BatchNormOptions = {}): Layer {
  if (!(momentum >= 0 && momentum < 1))
    throw new OptionError(`batchNorm: momentum must be in [0, 1). Received momentum=${momentum}.`);
  if (!(epsilon > 0 && Number.isFinite(epsilon)))
    throw new OptionError(`batchNorm: epsilon must be above 0. Received epsilon=${epsilon}.`);
  const channelsOf = (shape: Shape) => {
    if (shape.length < 2)
      throw new ShapeError(`batchNorm: the input must have a feature axis. Received ${shapeText(shape)}.`);
    return staticDim(shape, 1, 'batchNorm');
  };
  return Object.freeze({
    name: 'batchNorm',
    options: Object.freeze({ momentum, epsilon }),
    exampleShape: [4, 3, 2, 2],
    outputShape(shape: Shape) {
      channelsOf(shape);
      return shape;
    },
    parameters(shape: Shape) {
      const vector = (kind: 'zeros' | 'ones', trainable: boolean) => ({
        shape: [channelsOf(shape)],
        initializer: { kind },
        trainable,
        penalized: false,
      });
      return {
        scale: vector('ones', true),
        shift: vector('zeros', true),
        runningMean: vector('zeros', false),
        runningVariance: vector('ones', false),
      };
    },
    apply(x, context) {
      const channels = channelsOf(x.shape);
      // [C] lined up with axis 1, to broadcast against x.
      const alongFeatures = (vector: Value) => reshape(vector, [channels, ...x.shape.slice(2).map(() => 1)]);
      const [scale, shift] = [context.parameter('scale'), context.parameter('shift')];
      const [runningMean, runningVariance] = [
        context.parameter('runningMean'),
        context.parameter('runningVariance'),
      ];
      if (!context.training) {
        // One factor and one term a feature, so that evaluation is a single multiplication and addition.
        const factor = div(scale, sqrt(add(runningVariance, epsilon)));
        const term = sub(shift, mul(runningMean, factor));
        return add(mul(x, alongFeatures(factor)), alongFeatures(term));
      }
      const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
      const count = elementCount(staticShape(x.shape, 'batchNorm')) / channels;
      if (count < 2)
        throw new ShapeError(
          `batchNorm: training needs two values a feature or more. Received ${shapeText(x.shape)}.`,
        );
      const statistic = (which: 'mean' | 'variance') => moment(x, axes, { which, epsilon });
      const update = (name: string, running: Value, batch: Value, correction: number) =>
        context.update(
          name,
          add(mul(running, momentum), mul(batch, (1 - momentum) * correction)),
          mul(batch, correction),
        );
      update('runningMean', runningMean, statistic('mean'), 1);
      update('runningVariance', runningVariance, statistic('variance'), count / (count - 1));
      return batchNormalize(x, scale, shift, { epsilon });
    },
  } satisfies Layer);
}
