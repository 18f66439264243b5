import type { RewriteRule } from '../../graph/rewrite.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { add } from '../elementwise/add.ts';
import { div } from '../elementwise/div.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { sub } from '../elementwise/sub.ts';
import { isConstantValue, isOf, scalarOf, standIn } from './constants.ts';

/**
 * Factors meet before they touch a tensor, and signs go into additions. With a and b scalars, c and d constants:
 *
 *     c·x → x·c             x / c → x·(1/c)        (x·a)·b → x·(a·b)        −x·c → x·(−c)
 *     x + x → x·2           x·c + x → x·(c + 1)    x·c + x·d → x·(c + d)
 *     x + (−y) → x − y      x − (−y) → x + y       x·a + y·a → (x + y)·a
 */
export const combineFactors: RewriteRule = (value, { uses }) => {
  const [x, y] = value.inputs as [Value, Value];
  if (value.dtype !== 'float32') return undefined;
  if (isOf(value, mul)) {
    if (isConstantValue(x) && !isConstantValue(y)) return mul(y, x);
    if (isScalar(x) && !isScalar(y)) return mul(y, x);
    if (isScalar(y) && isOf(x, mul) && uses(x) === 1) {
      const [inner, factor] = x.inputs as [Value, Value];
      if (isScalar(factor)) return standIn(value, mul(inner, mul(factor, y)));
    }
    const c = scalarOf(y);
    if (c !== undefined && isOf(x, neg)) return mul(x.inputs[0]!, -c);
    if (isOf(x, neg) && isOf(y, neg)) return mul(x.inputs[0]!, y.inputs[0]!);
    return undefined;
  }
  if (isOf(value, neg)) {
    const c = isOf(x, mul) && uses(x) === 1 ? scalarOf(x.inputs[1]!) : undefined;
    return c === undefined ? undefined : mul(x.inputs[0]!, -c);
  }
  if (isOf(value, div)) {
    const c = scalarOf(y);
    return c === undefined || c === 0 || !Number.isFinite(1 / c) ? undefined : mul(x, 1 / c);
  }
  if (isOf(value, sub)) return isOf(y, neg) ? add(x, y.inputs[0]!) : undefined;
  if (!isOf(value, add)) return undefined;
  if (isConstantValue(x) && !isConstantValue(y)) return add(y, x);
  if (isOf(y, neg)) return sub(x, y.inputs[0]!);
  if (isOf(x, neg)) return sub(y, x.inputs[0]!);
  const [left, right] = [multiple(x), multiple(y)];
  if (left.of === right.of) return standIn(value, mul(left.of, constant(left.times + right.times)));
  if (isOf(x, mul) && isOf(y, mul) && uses(x) === 1 && uses(y) === 1) {
    const [p, a] = x.inputs as [Value, Value];
    const [q, b] = y.inputs as [Value, Value];
    if (a === b && isScalar(a)) return standIn(value, mul(add(p, q), a));
  }
  return undefined;
};

const isScalar = (value: Value) => value.shape.length === 0;

/** A value as a number times another. */
function multiple(value: Value): { of: Value; times: number } {
  const times = isOf(value, mul) ? scalarOf(value.inputs[1]!) : undefined;
  return times === undefined ? { of: value, times: 1 } : { of: value.inputs[0]!, times };
}
