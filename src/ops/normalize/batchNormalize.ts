import type { Op, Value } from '../../graph/types.ts';
import { constant, defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticShape, stridesOf } from '../../util/shape.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { reduceMean } from '../reduce/reduceMean.ts';
import { lowerAffine } from './affine.ts';
import { channelAffine } from './channelAffine.ts';
import { moment } from './moment.ts';
import { standardize } from './standardize.ts';
import { batchAxes, checkStandardizing, evaluateStandardizing, lowerStandardizing } from './standardizing.ts';
import { withRuns } from '../batching.ts';
import { add } from '../elementwise/add.ts';
import { alongFeatures } from './alongFeatures.ts';

const op: Op<{ readonly epsilon: number }> = defineOp({
  name: 'batchNormalize',
  infer([x, scale, shift], { epsilon }) {
    checkStandardizing('batchNormalize', x!, { axes: batchAxes(x!.shape), epsilon });
    if ([scale, shift].some((vector) => vector!.shape.length !== 1 || vector!.shape[0] !== x!.shape[1]))
      throw new ShapeError(
        `batchNormalize: scale and shift must be [C] for x [N, C, …]. Received ` +
          `${[x, scale, shift].map((value) => shapeText(value!.shape)).join(', ')}.`,
      );
    return x!;
  },
  // With z the standardized x:  shift̄ = Σȳ,  scale̅ = Σȳz,  dx = (ȳ − mean(ȳ) − z · mean(ȳz)) · scale / √(σ² + ε).
  vjp(node, cotangent) {
    const [x, scale] = node.inputs as [Value, Value];
    const { epsilon } = node.attributes;
    const axes = batchAxes(x.shape);
    const shape = staticShape(x.shape, 'batchNormalize gradient');
    const count = elementCount(shape) / shape[1]!;
    const standardized = standardize(x, axes, { epsilon });
    const mean = reduceMean(cotangent, axes);
    const slope = reduceMean(mul(cotangent, standardized), axes);
    const factor = mul(scale, moment(x, axes, { which: 'inverseDeviation', epsilon }));
    const dx = channelAffine(
      sub(cotangent, channelAffine(standardized, slope, mean)),
      factor,
      constant(new Float64Array(shape[1]!)),
    );
    return [dx, mul(slope, count), mul(mean, count)];
  },
  vmap(node, batching) {
    const axes = batchAxes(node.shape).map((axis) => axis + 1);
    const x = withRuns(batching, 0);
    const standardized = standardize(x, axes, node.attributes);
    const [scale, shift] = [1, 2].map((i) => alongFeatures(node, batching, i)) as [Value, Value];
    return add(mul(standardized, scale), shift);
  },
  lower(lowering, [x, scale, shift], { shape, attributes: { epsilon } }) {
    const standardizing = { axes: batchAxes(shape), epsilon };
    const standardized = lowerStandardizing(lowering, x!, shape, standardizing).standardized();
    return lowerAffine(lowering, standardized, scale!, shift!, shape);
  },
  evaluate([x, scale, shift], { epsilon }, { dtype, shape }) {
    const { standardized } = evaluateStandardizing(x!, { axes: batchAxes(shape), epsilon });
    const inner = stridesOf(shape)[1]!;
    const data = storage(dtype, elementCount(shape));
    standardized.forEach((value, i) => {
      const channel = Math.floor(i / inner) % shape[1]!;
      data[i] = value * scale!.data[channel]! + shift!.data[channel]!;
    });
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, c] = [draw.int(2, 4), draw.int(1, 4)];
    return [[], [3], [3, 2]].map((sizes) => ({
      inputs: [draw.real([n, c, ...sizes]), draw.real([c]), draw.real([c])],
      build: (x, scale, shift) => batchNormalize(x!, scale!, shift!, { epsilon: 0.01 }),
    }));
  },
});

/**
 * Each feature (axis 1) to mean 0 and variance 1 over all other axes, times `scale`, plus `shift`.
 *
 *     y = scale · (x − μ) / √(σ² + ε) + shift
 *
 * Shapes: x [N, C, …] → the same; scale, shift [C]. Mean and variance themselves: `moment`.
 *
 * @param options.epsilon Added to the variance. Default 1e-5.
 * @see Ioffe and Szegedy 2015, arXiv:1502.03167.
 */
export const batchNormalize = Object.assign(
  (x: Value, scale: Value, shift: Value, { epsilon = 1e-5 }: { readonly epsilon?: number } = {}): Value =>
    makeValue(op, [x, scale, shift], { epsilon }),
  { op },
);
