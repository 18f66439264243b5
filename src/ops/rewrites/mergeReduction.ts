import type { RewriteRule } from '../../graph/rewrite.ts';
import type { Value } from '../../graph/types.ts';
import { makeValue } from '../../graph/value.ts';
import { reshape } from '../movement/reshape.ts';
import { reduceMax } from '../reduce/reduceMax.ts';
import { reduceMean } from '../reduce/reduceMean.ts';
import { reduceSum } from '../reduce/reduceSum.ts';
import { keptShape } from '../reduce/reduction.ts';
import { sameShape } from '../../util/shape.ts';
import { isOf } from './constants.ts';

interface Attributes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

const isReduction = (value: Value) => [reduceSum, reduceMean, reduceMax].some((kind) => isOf(value, kind));

/**
 * A reduction over axes of one element moves nothing, and a reshape behind a reduction is its `keepDims`:
 *
 *     reduce(x, axes of size 1) → reshape(x)       reshape(reduce(x), with axes of 1) → reduce(x, keepDims)
 */
export const mergeReduction: RewriteRule = (value, { uses }) => {
  const x = value.inputs[0];
  if (!x) return undefined;
  if (isReduction(value)) {
    const { axes } = value.attributes as Attributes;
    const free = value.shape.filter((dim) => typeof dim !== 'number').length;
    return axes.every((axis) => x.shape[axis] === 1) && free <= 1 ? reshape(x, value.shape) : undefined;
  }
  if (!isOf(value, reshape) || !isReduction(x) || uses(x) !== 1) return undefined;
  const { axes } = x.attributes as Attributes;
  const kept = keptShape(x.inputs[0]!.shape, axes);
  const removed = kept.filter((_, axis) => !axes.includes(axis));
  if (sameShape(value.shape, kept)) return makeValue(x.op, x.inputs, { axes, keepDims: true });
  if (sameShape(value.shape, removed)) return makeValue(x.op, x.inputs, { axes, keepDims: false });
  return undefined;
};
