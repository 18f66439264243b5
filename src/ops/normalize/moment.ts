import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue } from '../../graph/value.ts';
import { elementCount, normalAxis, staticShape } from '../../util/shape.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { broadcastTo } from '../movement/broadcastTo.ts';
import { reshape } from '../movement/reshape.ts';
import { keptShape } from '../reduce/reduction.ts';
import { standardize } from './standardize.ts';
import {
  checkStandardizing,
  evaluateStandardizing,
  lowerStandardizing,
  type Standardizing,
} from './standardizing.ts';

interface Attributes extends Standardizing {
  readonly which: 'mean' | 'variance' | 'inverseDeviation';
  readonly keepDims: boolean;
}

const op: Op<Attributes> = defineOp({
  name: 'moment',
  infer([x], attributes) {
    checkStandardizing('moment', x!, attributes);
    const { axes, keepDims } = attributes;
    const kept = keptShape(x!.shape, axes);
    return { dtype: 'float32', shape: keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis)) };
  },
  // μ: ȳ/n;   σ²: ȳ · 2(x − μ)/n;   s = 1/√(σ² + ε): −ȳ · s³(x − μ)/n;   with x − μ = standardized / s.
  vjp(node, cotangent) {
    const x = node.inputs[0]!;
    const { axes, epsilon, which } = node.attributes;
    const shape = staticShape(x.shape, 'moment gradient');
    const kept = keptShape(shape, axes) as number[];
    const share = elementCount(kept) / elementCount(shape);
    const spread = reshape(cotangent, kept);
    if (which === 'mean') return [broadcastTo(mul(spread, share), shape)];
    const standardized = standardize(x, axes, { epsilon });
    const inverse = moment(x, axes, { which: 'inverseDeviation', epsilon, keepDims: true });
    if (which === 'inverseDeviation')
      return [mul(standardized, mul(mul(spread, -share), mul(inverse, inverse)))];
    const deviation = mul(moment(x, axes, { which: 'variance', epsilon, keepDims: true }), inverse);
    // √(σ² + ε) = (σ² + ε) / √(σ² + ε): without a division by what may be small.
    return [mul(standardized, mul(mul(spread, 2 * share), add(deviation, mul(inverse, epsilon))))];
  },
  vmap: ({ attributes }, { inputs }) =>
    makeValue(op, inputs, { ...attributes, axes: attributes.axes.map((axis) => axis + 1) }),
  lower(lowering, [x], { inputs, attributes, shape }) {
    const { which, keepDims } = attributes;
    const { name, form } = lowerStandardizing(lowering, x!, inputs[0]!.shape, attributes)[which]();
    if (form === (keepDims ? 'kept' : 'removed')) return name;
    const dims = shape.map((dim) => (typeof dim === 'number' ? dim : -1));
    return lowering.emit('Reshape', [name, lowering.ints(dims)]);
  },
  evaluate: ([x], attributes, { dtype, shape }) => ({
    dtype,
    shape,
    data: evaluateStandardizing(x!, attributes)[attributes.which],
  }),
  cases(draw) {
    const [n, c] = [draw.int(2, 4), draw.int(2, 4)];
    return (['mean', 'variance', 'inverseDeviation'] as const).flatMap((which) => [
      { inputs: [draw.real([n, c])], build: (x) => moment(x!, [0], { which, epsilon: 0.1 }) },
      {
        inputs: [draw.real([n, 3, c])],
        build: (x) => moment(x!, [-1], { which, epsilon: 0.1, keepDims: true }),
      },
      { inputs: [draw.real([n, c, 3, 2])], build: (x) => moment(x!, [0, 2, 3], { which, epsilon: 0.1 }) },
    ]);
  },
});

/**
 * Mean μ, biased variance σ² or 1/√(σ² + ε) over axes. Beside `standardize` or `batchNormalize` of the same x, axes
 * and epsilon it costs nothing: they share the work.
 */
export const moment = Object.assign(
  (
    x: Value,
    axes: readonly number[],
    options: { readonly which: Attributes['which']; readonly epsilon?: number; readonly keepDims?: boolean },
  ): Value =>
    makeValue(op, [x], {
      axes: axes.map((axis) => normalAxis(axis, x.shape.length, 'moment')).sort((a, b) => a - b),
      epsilon: options.epsilon ?? 1e-5,
      which: options.which,
      keepDims: options.keepDims ?? false,
    }),
  { op },
);
