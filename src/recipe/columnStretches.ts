import { sortedColumn } from './columnQuantiles.ts';
import type { Value } from '../graph/types.ts';
import { constant } from '../graph/value.ts';
import { maximum } from '../ops/elementwise/maximum.ts';
import { minimum } from '../ops/elementwise/minimum.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { gather } from '../ops/gather/gather.ts';
import { transpose } from '../ops/movement/transpose.ts';

/** Rows for each stretch of a column, and bounds of how many stretches there are. */
const rowsEach = 100;
const [fewest, most] = [8, 16];

/**
 * Where the stretches of values[offset], values[offset + stride], … begin and end: at its quantiles, so that about as many
 * rows lie in each. What is NaN is left out.
 *
 * @returns Ascending, one more than there are stretches; undefined for fewer than two stretches.
 * @see Gorishniy, Rubachev and Babenko 2022, arXiv:2203.05556, section 3.2 (piecewise linear encoding).
 */
export function columnStretches(
  values: ArrayLike<number>,
  offset: number,
  stride: number,
  count: number,
): readonly number[] | undefined {
  const sorted = sortedColumn(values, offset, stride, count);
  const stretches = Math.min(most, Math.max(fewest, Math.floor(sorted.length / rowsEach)));
  const bounds = new Set<number>();
  for (let i = 0; sorted.length > 0 && i <= stretches; i++) {
    const value = sorted[Math.round((i * (sorted.length - 1)) / stretches)]!;
    // As the preparation and the network hold it: what rounding makes equal is no stretch.
    bounds.add(Math.fround(value));
  }
  return bounds.size < 3 ? undefined : [...bounds];
}

/**
 * How far along each stretch of its column a number lies: 0 before it, 1 behind it, and straight between.
 *
 *     t(x) = min(max((x − from) / (to − from), 0), 1)
 *
 * Shapes: [N, columns] → [N, stretches of all columns], column by column.
 */
export function alongStretches(columns: readonly (readonly number[])[], x: Value): Value {
  const all = columns.flatMap((bounds, j) =>
    bounds.slice(1).map((to, i) => ({ column: j, from: bounds[i]!, to })),
  );
  // Each column as often as it has stretches.
  const places = constant(
    all.map(({ column }) => column),
    [all.length],
    'int32',
  );
  const repeated = transpose(gather(transpose(x, [1, 0]), places), [1, 0]);
  const row = (of: (stretch: (typeof all)[number]) => number) => constant(all.map(of), [1, all.length]);
  const along = mul(
    sub(
      repeated,
      row(({ from }) => from),
    ),
    row(({ from, to }) => 1 / (to - from)),
  );
  return minimum(maximum(along, 0), 1);
}
