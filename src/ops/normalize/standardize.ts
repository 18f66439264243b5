import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue } from '../../graph/value.ts';
import { normalAxis } from '../../util/shape.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { reduceMean } from '../reduce/reduceMean.ts';
import { moment } from './moment.ts';
import {
  checkStandardizing,
  evaluateStandardizing,
  lowerStandardizing,
  type Standardizing,
} from './standardizing.ts';

const op: Op<Standardizing> = defineOp({
  name: 'standardize',
  infer([x], attributes) {
    checkStandardizing('standardize', x!, attributes);
    return x!;
  },
  // dx = (ȳ − mean(ȳ) − y · mean(ȳ·y)) / √(σ² + ε): what goes through mean and variance, in closed form.
  vjp(node, cotangent) {
    const { axes, epsilon } = node.attributes;
    const average = (value: Value) => reduceMean(value, axes, { keepDims: true });
    const along = mul(node, average(mul(cotangent, node)));
    const inverse = moment(node.inputs[0]!, axes, { which: 'inverseDeviation', epsilon, keepDims: true });
    return [mul(sub(sub(cotangent, average(cotangent)), along), inverse)];
  },
  vmap: ({ attributes }, { inputs }) =>
    makeValue(op, inputs, { ...attributes, axes: attributes.axes.map((axis) => axis + 1) }),
  lower: (lowering, [x], { attributes, shape }) =>
    lowerStandardizing(lowering, x!, shape, attributes).standardized(),
  evaluate: ([x], attributes, { dtype, shape }) => ({
    dtype,
    shape,
    data: evaluateStandardizing(x!, attributes).standardized,
  }),
  cases(draw) {
    const [n, c] = [draw.int(2, 4), draw.int(2, 4)];
    return [
      { inputs: [draw.real([n, c])], build: (x) => standardize(x!, [0]) },
      { inputs: [draw.real([n, 3, c])], build: (x) => standardize(x!, [-1]) },
      { inputs: [draw.real([n, 3, c])], build: (x) => standardize(x!, [1, 2], { epsilon: 1e-3 }) },
      { inputs: [draw.real([n, 3, c])], build: (x) => standardize(x!, [1]) },
      { inputs: [draw.real([n, c, 3, 2])], build: (x) => standardize(x!, [0, 2, 3]) },
    ];
  },
});

/**
 * Mean 0 and variance 1 over `axes`, the core of batch, layer and group normalization.
 *
 *     y = (x − μ) / √(σ² + ε),   μ and σ² over `axes`, σ² the biased variance
 *
 * Shapes: any → the same. The gradient is in closed form, a third of the nodes that differentiating the steps takes.
 *
 * @param options.epsilon Added to the variance. Default 1e-5.
 */
export const standardize = Object.assign(
  (x: Value, axes: readonly number[], { epsilon = 1e-5 }: { readonly epsilon?: number } = {}): Value =>
    makeValue(op, [x], {
      axes: axes.map((axis) => normalAxis(axis, x.shape.length, 'standardize')).sort((a, b) => a - b),
      epsilon,
    }),
  { op },
);
