// shared within this room
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { add } from '../../ops/elementwise/add.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { concat } from '../../ops/movement/concat.ts';
import { broadcastTo } from '../../ops/movement/broadcastTo.ts';
import { reshape } from '../../ops/movement/reshape.ts';

/** An entry of an affine map: one number an example [N], or one for all. */
export type Entry = Value | number;

/** (x, y) ↦ (a·x + b·y + c, d·x + e·y + f). */
export interface Affine {
  readonly a: Entry;
  readonly b: Entry;
  readonly c: Entry;
  readonly d: Entry;
  readonly e: Entry;
  readonly f: Entry;
}

export const identityAffine: Affine = Object.freeze({ a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 });

/** Product that knows 0 and 1, so that composing a flip with a shift builds no needless nodes. */
const times = (x: Entry, y: Entry): Entry => {
  if (x === 0 || y === 0) return 0;
  if (x === 1) return y;
  if (y === 1) return x;
  return typeof x === 'number' && typeof y === 'number' ? x * y : mul(x, y);
};

const plus = (x: Entry, y: Entry): Entry => {
  if (x === 0) return y;
  if (y === 0) return x;
  return typeof x === 'number' && typeof y === 'number' ? x + y : add(x, y);
};

/** `outer` after `inner`: the map (x, y) ↦ outer(inner(x, y)). */
export function compose(outer: Affine, inner: Affine): Affine {
  const row = (p: Entry, q: Entry, r: Entry) =>
    [
      plus(times(p, inner.a), times(q, inner.d)),
      plus(times(p, inner.b), times(q, inner.e)),
      plus(plus(times(p, inner.c), times(q, inner.f)), r),
    ] as const;
  const [a, b, c] = row(outer.a, outer.b, outer.c);
  const [d, e, f] = row(outer.d, outer.e, outer.f);
  return { a, b, c, d, e, f };
}

/** The map as [N, 2, 3], the form that resampling takes. */
export function affineMatrix(map: Affine, batch: number): Value {
  const column = (entry: Entry) =>
    reshape(typeof entry === 'number' ? broadcastTo(constant(entry), [batch]) : entry, [batch, 1]);
  return reshape(concat([map.a, map.b, map.c, map.d, map.e, map.f].map(column), 1), [batch, 2, 3]);
}
