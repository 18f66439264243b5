import type { RewriteRule } from '../../graph/rewrite.ts';
import type { Value } from '../../graph/types.ts';
import { makeValue } from '../../graph/value.ts';
import { cast } from '../elementwise/cast.ts';
import { broadcastTo } from '../movement/broadcastTo.ts';
import { reshape } from '../movement/reshape.ts';
import { transpose } from '../movement/transpose.ts';
import { isOf } from './constants.ts';

/**
 * Two movements in a row as one:
 *
 *     reshape(reshape(x)) → reshape(x)       transpose(transpose(x, p), q) → transpose(x, p∘q)
 *     broadcastTo(broadcastTo(x)) → broadcastTo(x)       cast(cast(bool x)) → cast(x)
 *
 * A cast that may lose digits stays.
 */
export const mergeMovement: RewriteRule = (value) => {
  const inner = value.inputs[0];
  const x = inner?.inputs[0];
  if (!inner || !x || value.op !== inner.op) return undefined;
  if (isOf(value, reshape)) {
    const free = (of: Value) => of.shape.filter((dim) => typeof dim !== 'number').join();
    return free(x) === free(value) ? makeValue(value.op, [x], { shape: value.shape }) : undefined;
  }
  if (isOf(value, broadcastTo)) return makeValue(value.op, [x], value.attributes);
  if (isOf(value, transpose)) {
    const [outer, first] = [value, inner].map(
      ({ attributes }) => (attributes as { permutation: readonly number[] }).permutation,
    ) as [readonly number[], readonly number[]];
    return transpose(
      x,
      outer.map((axis) => first[axis]!),
    );
  }
  if (isOf(value, cast) && x.dtype === 'bool' && inner.dtype !== 'bool') return cast(x, value.dtype);
  return undefined;
};
