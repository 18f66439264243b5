import type { RewriteRule } from '../../graph/rewrite.ts';
import type { Value } from '../../graph/types.ts';
import { add } from '../elementwise/add.ts';
import { cast } from '../elementwise/cast.ts';
import { div } from '../elementwise/div.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { sub } from '../elementwise/sub.ts';
import { broadcastTo } from '../movement/broadcastTo.ts';
import { concat } from '../movement/concat.ts';
import { reshape } from '../movement/reshape.ts';
import { slice } from '../movement/slice.ts';
import { transpose } from '../movement/transpose.ts';
import { isConstant, isOf, standIn } from './constants.ts';

/**
 * What changes nothing falls away:
 *
 *     x + 0,  x − 0,  x · 1,  x / 1,  −(−x),  a cast, reshape, transpose, broadcast, slice or concat to what it was
 */
export const removeIdentity: RewriteRule = (value) => {
  const [x, y] = value.inputs as [Value, Value | undefined];
  if (isOf(value, add)) {
    if (isZero(y!)) return standIn(value, x);
    if (isZero(x)) return standIn(value, y!);
  }
  if (isOf(value, sub) && isZero(y!)) return standIn(value, x);
  if (isOf(value, mul)) {
    if (isConstant(y!, 1)) return standIn(value, x);
    if (isConstant(x, 1)) return standIn(value, y!);
  }
  if (isOf(value, div) && isConstant(y!, 1)) return standIn(value, x);
  if (isOf(value, neg) && isOf(x, neg)) return x.inputs[0];
  if ([cast, reshape, broadcastTo].some((kind) => isOf(value, kind))) return standIn(value, x);
  if (isOf(value, concat) && value.inputs.length === 1) return x;
  if (isOf(value, transpose)) {
    const { permutation } = value.attributes as { permutation: readonly number[] };
    if (permutation.every((axis, i) => axis === i)) return x;
  }
  // A slice of the same length in steps of 1 is the whole; one that walks backwards is not.
  if (isOf(value, slice) && (value.attributes as { step: number }).step === 1) return standIn(value, x);
  return undefined;
};

const isZero = (value: Value) => isConstant(value, 0) || isConstant(value, -0);
