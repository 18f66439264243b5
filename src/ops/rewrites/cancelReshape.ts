import type { RewriteRule } from '../../graph/rewrite.ts';
import type { Op, Value } from '../../graph/types.ts';
import { makeValue } from '../../graph/value.ts';
import { abs } from '../elementwise/abs.ts';
import { add } from '../elementwise/add.ts';
import { cast } from '../elementwise/cast.ts';
import { div } from '../elementwise/div.ts';
import { exp } from '../elementwise/exp.ts';
import { greater } from '../elementwise/greater.ts';
import { log } from '../elementwise/log.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { relu } from '../elementwise/relu.ts';
import { sigmoid } from '../elementwise/sigmoid.ts';
import { sqrt } from '../elementwise/sqrt.ts';
import { sub } from '../elementwise/sub.ts';
import { tanh } from '../elementwise/tanh.ts';
import { reshape } from '../movement/reshape.ts';
import { sameShape } from '../../util/shape.ts';
import { isOf } from './constants.ts';

const elementwise = new Set<Op>(
  [abs, add, cast, div, exp, greater, log, mul, neg, relu, sigmoid, sqrt, sub, tanh].map(
    ({ op }) => op as Op,
  ),
);

/**
 * Reshapes around an elementwise op, one of which is then enough or none:
 *
 *     reshape(f(reshape(x))) → reshape(f(x))       reshape(f(reshape(x), s)) with a scalar s, or two reshapes alike
 */
export const cancelReshape: RewriteRule = (value, { uses }) => {
  const inner = value.inputs[0];
  if (!inner || !isOf(value, reshape) || !elementwise.has(inner.op) || uses(inner) !== 1) return undefined;
  const sources = inner.inputs.map((argument) => {
    if (argument.shape.length === 0) return argument;
    return isOf(argument, reshape) && sameShape(argument.shape, inner.shape) && uses(argument) === 1
      ? argument.inputs[0]!
      : undefined;
  });
  if (sources.some((source) => !source)) return undefined;
  const shaped = (sources as Value[]).filter(({ shape }) => shape.length > 0);
  if (shaped.length === 0 || shaped.some(({ shape }) => !sameShape(shape, shaped[0]!.shape)))
    return undefined;
  const free = (of: Value) => of.shape.filter((dim) => typeof dim !== 'number').join();
  if (free(shaped[0]!) !== free(value)) return undefined;
  return reshape(makeValue(inner.op, sources as Value[], inner.attributes), value.shape);
};
