import type { RewriteRule } from '../../graph/rewrite.ts';
import type { Op, Value } from '../../graph/types.ts';
import { constant, constantArray, makeValue } from '../../graph/value.ts';
import { add } from '../elementwise/add.ts';
import { div } from '../elementwise/div.ts';
import { equal } from '../elementwise/equal.ts';
import { greater } from '../elementwise/greater.ts';
import { maximum } from '../elementwise/maximum.ts';
import { minimum } from '../elementwise/minimum.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { where } from '../elementwise/where.ts';
import { broadcastTo } from '../movement/broadcastTo.ts';
import { reshape } from '../movement/reshape.ts';
import { broadcastShapes, sameShape, type Shape } from '../../util/shape.ts';
import { isOf } from './constants.ts';

const broadcasting = new Set<Op>(
  [add, div, equal, greater, maximum, minimum, mul, sub, where].map(({ op }) => op),
);

/**
 * A broadcast in front of an op that broadcasts by itself falls away, and one of a scalar spreads after a reshape:
 *
 *     broadcastTo(x) + y → x + y,  where y has the shape       reshape(broadcastTo(scalar)) → broadcastTo(scalar)
 *
 * A constant whose elements are all one number counts as the broadcast of that number.
 */
export const dropBroadcast: RewriteRule = (value) => {
  const x = value.inputs[0];
  if (x && isOf(value, reshape) && isOf(x, broadcastTo) && x.inputs[0]!.shape.length === 0)
    if (value.shape.every((dim) => typeof dim === 'number'))
      return broadcastTo(x.inputs[0]!, value.shape as readonly number[]);
  if (!broadcasting.has(value.op)) return undefined;
  for (const [i, argument] of value.inputs.entries()) {
    const source = isOf(argument, broadcastTo) ? argument.inputs[0]! : uniform(argument);
    if (!source) continue;
    const inputs = value.inputs.map((other, k) => (k === i ? source : other));
    const shape = inputs.reduce<Shape>(
      (all, other) => broadcastShapes(all, other.shape, 'dropBroadcast'),
      [],
    );
    if (sameShape(shape, value.shape)) return makeValue(value.op, inputs, value.attributes);
  }
  return undefined;
};

/** The scalar that all elements of a constant with axes are, if they are one. */
function uniform(value: Value): Value | undefined {
  const array = constantArray(value);
  if (!array || array.shape.length === 0 || array.data.length === 0) return undefined;
  const [first] = array.data;
  return array.data.every((x) => Object.is(x, first)) ? constant(first!, [], array.dtype) : undefined;
}
