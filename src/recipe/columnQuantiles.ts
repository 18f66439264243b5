import type { Value } from '../graph/types.ts';
import { constant } from '../graph/value.ts';
import { maximum } from '../ops/elementwise/maximum.ts';
import { minimum } from '../ops/elementwise/minimum.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { add } from '../ops/elementwise/add.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import { normalQuantile } from '../util/normalQuantile.ts';

/** Normal scores of a column of numbers at some of its values; between these they run straight, beyond them they stay. */
export interface ColumnQuantiles {
  /** Ascending, no two alike, at least two. */
  readonly values: readonly number[];
  /** Ascending, one for each value. */
  readonly scores: readonly number[];
}

/** The fewest rows for each value that has a score of its own, and bounds of how many have. */
const rowsEach = 30;
const [fewest, most] = [10, 64];

/** values[offset], values[offset + stride], … in ascending order. What is NaN is left out. */
export function sortedColumn(
  values: ArrayLike<number>,
  offset: number,
  stride: number,
  count: number,
): Float64Array {
  const known: number[] = [];
  for (let i = 0; i < count; i++) {
    const value = values[offset + i * stride]!;
    if (!Number.isNaN(value)) known.push(value);
  }
  return Float64Array.from(known).sort();
}

/**
 * The normal scores of values[offset], values[offset + stride], …: Φ⁻¹ of the share of the column that lies below, equal
 * values counted half. What is NaN is left out.
 *
 * @returns Undefined for fewer than three different values: they have no order to speak of.
 * @see van der Waerden 1952; Gorishniy et al. 2021, arXiv:2106.11959, where networks of tables gain by it.
 */
export function columnQuantiles(
  values: ArrayLike<number>,
  offset: number,
  stride: number,
  count: number,
): ColumnQuantiles | undefined {
  const sorted = sortedColumn(values, offset, stride, count);
  const n = sorted.length;
  /** Each different value, where it begins and where it ends. */
  const runs: { readonly value: number; readonly from: number; readonly to: number }[] = [];
  for (let from = 0, to = 0; from < n; from = to) {
    while (to < n && sorted[to] === sorted[from]) to++;
    runs.push({ value: sorted[from]!, from, to });
  }
  if (runs.length < 3) return undefined;
  const wanted = Math.min(most, Math.max(fewest, Math.floor(n / rowsEach)));
  const kept = runs.length <= wanted ? runs : spread(runs, wanted, n);
  return {
    values: kept.map(({ value }) => value),
    scores: kept.map(({ from, to }) => normalQuantile((from + to) / 2 / n)),
  };
}

/**
 * About so many of the runs, as evenly over the rows as they lie, with the first and the last. Beside a run that is longer
 * than their distance those before and after it are kept too: what is nearly as large as many equal values has not their score.
 */
function spread<T extends { readonly from: number; readonly to: number }>(
  runs: readonly T[],
  wanted: number,
  n: number,
): T[] {
  const kept = new Set<number>();
  let at = 0;
  for (let i = 0; i < wanted; i++) {
    const row = Math.round((i * (n - 1)) / (wanted - 1));
    while (runs[at]!.to <= row) at++;
    const isLong = runs[at]!.to - runs[at]!.from > n / wanted;
    for (const one of isLong ? [at - 1, at, at + 1] : [at]) if (runs[one]) kept.add(one);
  }
  return [...kept].sort((a, b) => a - b).map((i) => runs[i]!);
}

/**
 * The scores of several columns. Shape: [N, columns] → the same.
 *
 *     s(x) = s₀ + Σ slopeᵢ · min(max(x − vᵢ, 0), vᵢ₊₁ − vᵢ)
 */
export function columnScores(columns: readonly ColumnQuantiles[], x: Value): Value {
  const pieces = Math.max(...columns.map(({ values }) => values.length)) - 1;
  const shape = [1, columns.length, pieces];
  // A piece that a column lacks has no width, and adds nothing.
  const table = (of: (column: ColumnQuantiles, i: number) => number) =>
    constant(
      columns.flatMap((column) =>
        Array.from({ length: pieces }, (_, i) => (i + 1 < column.values.length ? of(column, i) : 0)),
      ),
      shape,
    );
  const width = ({ values }: ColumnQuantiles, i: number) => values[i + 1]! - values[i]!;
  const within = minimum(
    maximum(
      sub(
        reshape(x, ['N', columns.length, 1]),
        table(({ values }, i) => values[i]!),
      ),
      0,
    ),
    table(width),
  );
  const rises = mul(
    within,
    table((column, i) => (column.scores[i + 1]! - column.scores[i]!) / width(column, i)),
  );
  return add(
    reduceSum(rises, [2]),
    constant(
      columns.map(({ scores }) => scores[0]!),
      [1, columns.length],
    ),
  );
}

/** The value that has a score; what lies beyond all scores gets the value at that end. */
export function valueOfScore({ values, scores }: ColumnQuantiles, score: number): number {
  const next = scores.findIndex((one) => one >= score);
  if (next <= 0) return next === 0 ? values[0]! : values.at(-1)!;
  const share = (score - scores[next - 1]!) / (scores[next]! - scores[next - 1]!);
  return values[next - 1]! + share * (values[next]! - values[next - 1]!);
}
