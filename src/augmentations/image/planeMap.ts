// shared within this room
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { add } from '../../ops/elementwise/add.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { broadcastTo } from '../../ops/movement/broadcastTo.ts';
import { concat } from '../../ops/movement/concat.ts';
import { reshape } from '../../ops/movement/reshape.ts';

/** An entry of a map: one number an example [N], or one for all. */
export type Entry = Value | number;

/**
 * (x, y) ↦ (a·x + b·y + c, d·x + e·y + f) / (g·x + h·y + i), in coordinates that run from −1 to 1 between the outer
 * edges, x to the right and y down. Affine where the last row is left out: it is then (0, 0, 1).
 */
export interface PlaneMap {
  readonly a: Entry;
  readonly b: Entry;
  readonly c: Entry;
  readonly d: Entry;
  readonly e: Entry;
  readonly f: Entry;
  readonly g?: Entry;
  readonly h?: Entry;
  readonly i?: Entry;
}

export const identityMap: PlaneMap = Object.freeze({ a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 });

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

type Row = readonly [Entry, Entry, Entry];

const rowsOf = ({ a, b, c, d, e, f, g = 0, h = 0, i = 1 }: PlaneMap): readonly [Row, Row, Row] => [
  [a, b, c],
  [d, e, f],
  [g, h, i],
];

/** `outer` after `inner`: the map p ↦ outer(inner(p)), the product of their matrices. */
export function compose(outer: PlaneMap, inner: PlaneMap): PlaneMap {
  const below = rowsOf(inner);
  const [[a, b, c], [d, e, f], [g, h, i]] = rowsOf(outer).map(([p, q, r]) =>
    ([0, 1, 2] as const).map((column) =>
      plus(plus(times(p, below[0][column]), times(q, below[1][column])), times(r, below[2][column])),
    ),
  ) as unknown as [Row, Row, Row];
  return { a, b, c, d, e, f, g, h, i };
}

/** Whether straight lines stay parallel: the last row is (0, 0, 1). */
export const isAffine = ({ g = 0, h = 0, i = 1 }: PlaneMap): boolean => g === 0 && h === 0 && i === 1;

/** Entries side by side. Shapes: each [N] or a number → [N, entries]. */
export const entryMatrix = (entries: readonly Entry[], batch: number): Value =>
  concat(
    entries.map((entry) =>
      reshape(typeof entry === 'number' ? broadcastTo(constant(entry), [batch]) : entry, [batch, 1]),
    ),
    1,
  );
