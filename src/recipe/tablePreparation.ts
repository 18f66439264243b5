import type { NumericKind, TableFeatures } from '../data/dataset.ts';
import type { RowLayout } from '../augmentations/table/augmentation.ts';
import type { Value } from '../graph/types.ts';
import { constant } from '../graph/value.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { cos } from '../ops/elementwise/cos.ts';
import { equal } from '../ops/elementwise/equal.ts';
import { greater } from '../ops/elementwise/greater.ts';
import { isNaN as isMissing } from '../ops/elementwise/isNaN.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sin } from '../ops/elementwise/sin.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { where } from '../ops/elementwise/where.ts';
import { concat } from '../ops/movement/concat.ts';
import { slice } from '../ops/movement/slice.ts';
import { float32, int32, type Tensor } from '../runtime/runtime.ts';
import { DataError } from '../util/errors.ts';
import { columnQuantiles, columnScores, type ColumnQuantiles } from './columnQuantiles.ts';
import { alongStretches, columnStretches } from './columnStretches.ts';
import { moments } from './moments.ts';
import type { Recipe } from './schema.ts';

/** How one column of numbers becomes features. */
export interface NumericPreparation {
  readonly name: string;
  /** Absent for plain numbers, and in files of older versions. */
  readonly kind?: Exclude<NumericKind, 'number'>;
  readonly mean: number;
  readonly deviation: number;
  /** Whether training rows missed it: a feature then says so, and the mean stands in. */
  readonly missing: boolean;
  /** Of dates: whether training rows have a time of day. */
  readonly times?: true;
  /** Where the recipe wants normal scores in place of standard units. */
  readonly quantiles?: ColumnQuantiles;
  /** Where the recipe wants stretches beside standard units: where each begins and the last one ends. */
  readonly stretches?: readonly number[];
}

/** How one column of categories becomes features. */
export interface CategoricalPreparation {
  readonly name: string;
  /** The categories with a feature each, sorted. '' is a missing one. */
  readonly categories: readonly string[];
  /** Whether training pooled rare ones: then they, and unseen ones, have one more feature; else unseen ones have none. */
  readonly other?: true;
}

/** How rows become features, all of it fitted on the training part. */
export interface TablePreparation {
  readonly kind: 'table';
  readonly numericColumns: readonly NumericPreparation[];
  readonly categoricalColumns: readonly CategoricalPreparation[];
}

/** A category with fewer examples than this, and than a hundredth of all, is pooled with the other rare ones. */
const fewestExamples = 5;
/** Most categories of one column with a feature of their own: the most frequent. */
const mostCategories = 255;
/** Less than this, in days, is no time of day, but what float32 makes of a whole number of days. */
const secondOfDay = 1 / 86_400;

const yearDays = 365.2425;

/**
 * Fits a table. Numbers: mean and deviation, and normal scores or stretches where the recipe wants them. Categories: those that are
 * frequent enough to be learned from.
 */
export function fitTable(
  features: TableFeatures,
  size: number,
  wanted: Recipe['numbers'] = 'standard',
): TablePreparation {
  const { numericColumns, numericKinds, numbers, categoricalColumns, categories } = features;
  const width = numericColumns.length;
  return {
    kind: 'table',
    numericColumns: numericColumns.map((name, j) => {
      const kind = numericKinds?.[j] ?? 'number';
      let missing = false;
      let times = false;
      for (let i = j; i < size * width; i += width) {
        const value = numbers[i]!;
        missing ||= Number.isNaN(value);
        times ||= kind === 'date' && Math.abs(value - Math.round(value)) > secondOfDay;
      }
      const own = kind === 'number' ? wanted : 'standard';
      const quantiles = own === 'quantiles' ? columnQuantiles(numbers, j, width, size) : undefined;
      const stretches = own === 'stretches' ? columnStretches(numbers, j, width, size) : undefined;
      return {
        name,
        ...(kind !== 'number' && { kind }),
        ...moments(numbers, j, width, size),
        missing,
        ...(times && { times }),
        ...(quantiles && { quantiles }),
        ...(stretches && { stretches }),
      };
    }),
    categoricalColumns: categoricalColumns.map((name, k) => {
      const counts = new Map<string, number>();
      for (let i = k; i < size * categoricalColumns.length; i += categoricalColumns.length)
        counts.set(categories[i]!, (counts.get(categories[i]!) ?? 0) + 1);
      return { name, ...frequent(counts, size) };
    }),
  };
}

/** The categories to keep. A single rare one would only change its name, so it stays. */
function frequent(counts: ReadonlyMap<string, number>, size: number): Omit<CategoricalPreparation, 'name'> {
  const least = Math.min(fewestExamples, Math.ceil(size / 100));
  const named = [...counts]
    .filter(([text, count]) => text === '' || count >= least)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const kept = named.slice(0, mostCategories).map(([text]) => text);
  if (counts.has('') && !kept.includes('')) kept[kept.length - 1] = '';
  const isPooled = counts.size - kept.length > 1;
  return {
    categories: (isPooled ? kept : [...counts.keys()]).sort(),
    ...(isPooled && { other: true }),
  };
}

const categoryWidth = ({ categories, other }: CategoricalPreparation): number =>
  categories.length + (other ? 1 : 0);

/** Features of a column of numbers beside its standardized value: two of the year, two of the week, two of the day. */
const cyclesOf = ({ kind, times }: NumericPreparation): number => (kind === 'date' ? (times ? 6 : 4) : 0);

const stretchesOf = ({ stretches }: NumericPreparation): number => (stretches ? stretches.length - 1 : 0);

const numericWidth = (columns: readonly NumericPreparation[]): number =>
  columns.reduce(
    (sum, column) => sum + 1 + (column.missing ? 1 : 0) + cyclesOf(column) + stretchesOf(column),
    0,
  );

/** Number of features of a row. */
export const tableWidth = ({ numericColumns, categoricalColumns }: TablePreparation): number =>
  categoricalColumns.reduce((sum, column) => sum + categoryWidth(column), numericWidth(numericColumns));

/** Where columns of categories stand among the features. */
export function tableBlocks({
  numericColumns,
  categoricalColumns,
}: TablePreparation): { start: number; count: number }[] {
  let start = numericWidth(numericColumns);
  return categoricalColumns.map((column) => {
    const count = categoryWidth(column);
    start += count;
    return { start: start - count, count };
  });
}

/** What stands where among the features: what augmentation of rows needs to know. */
export function rowLayout(preparation: TablePreparation): RowLayout {
  const { numericColumns } = preparation;
  const features: number[][] = numericColumns.map((_, j) => [j]);
  let next = numericColumns.length;
  const take = (j: number, count: number) => {
    const taken = Array.from({ length: count }, () => next++);
    features[j]!.push(...taken);
    return taken;
  };
  const marks = numericColumns.flatMap(({ missing }, j) => take(j, missing ? 1 : 0));
  numericColumns.forEach((column, j) => take(j, cyclesOf(column)));
  numericColumns.forEach((column, j) => take(j, stretchesOf(column)));
  const blocks = tableBlocks(preparation).map(({ start, count }) =>
    Array.from({ length: count }, (_, i) => start + i),
  );
  return {
    width: tableWidth(preparation),
    numbers: numericColumns.flatMap(({ kind }, j) => (kind === undefined ? [j] : [])),
    marks,
    columns: [...features, ...blocks],
  };
}

/**
 * Features of rows: standardized numbers, indicators of what is missing, cycles of dates, one-of-many categories.
 *
 *     number   (x − mean) / deviation, or its normal score, 0 where x is missing; and, where training missed some, 1
 *              where it is; and how far along each stretch it lies, where the column has stretches
 *     date     as a number; sin and cos of 2π·d/365.2425, 2π·⌊d⌋/7 and, where training had times, 2π·(d − ⌊d⌋)
 *
 * A date is a number of days since 1970-01-01 UTC; in float32 its time of day is good to 3 minutes. What is missing has
 * cycles of 0.
 *
 * Shapes: numbers [N, columns], codes int32 [N, columns] → [N, tableWidth].
 */
export function prepareTable(
  { numericColumns, categoricalColumns }: TablePreparation,
  raw: readonly Value[],
): Value {
  const parts: Value[] = [];
  if (numericColumns.length > 0) parts.push(...preparedNumbers(numericColumns, raw[0]!));
  const codes = raw.at(-1)!;
  categoricalColumns.forEach((column, k) => {
    const width = categoryWidth(column);
    const indices = constant(
      Array.from({ length: width }, (_, i) => i),
      [1, width],
      'int32',
    );
    parts.push(cast(equal(slice(codes, 1, { start: k, count: 1 }), indices), 'float32'));
  });
  return parts.length === 1 ? parts[0]! : concat(parts, 1);
}

function preparedNumbers(columns: readonly NumericPreparation[], numbers: Value): Value[] {
  const row = (values: readonly number[]) => constant(values, [1, values.length]);
  const missing = isMissing(numbers);
  // The mean stands in for what is missing, also in columns that training never missed.
  const filled = where(missing, row(columns.map(({ mean }) => mean)), numbers);
  const centred = sub(filled, row(columns.map(({ mean }) => mean)));
  const standard = mul(centred, row(columns.map(({ deviation }) => 1 / deviation)));
  const columnOf = (values: Value, j: number) => slice(values, 1, { start: j, count: 1 });
  const indicators = columns.flatMap((column, j) =>
    column.missing ? [cast(columnOf(missing, j), 'float32')] : [],
  );
  const cycles = columns.flatMap((column, j) => {
    if (column.kind !== 'date') return [];
    const isThere = sub(1, cast(columnOf(missing, j), 'float32'));
    const days = columnOf(filled, j);
    const whole = floor(days);
    const turns = [mul(days, 1 / yearDays), mul(whole, 1 / 7), ...(column.times ? [sub(days, whole)] : [])];
    return turns.flatMap((turn) => {
      // Only the part of a turn that counts, so that float32 keeps its digits.
      const angle = mul(sub(turn, floor(turn)), 2 * Math.PI);
      return [mul(sin(angle), isThere), mul(cos(angle), isThere)];
    });
  });
  const stretched = columns.flatMap(({ stretches }, j) => (stretches ? [{ stretches, j }] : []));
  const stretches =
    stretched.length > 0
      ? [
          alongStretches(
            stretched.map((column) => column.stretches),
            concat(
              stretched.map(({ j }) => columnOf(filled, j)),
              1,
            ),
          ),
        ]
      : [];
  return [withScores(columns, standard, filled, missing), ...indicators, ...cycles, ...stretches];
}

/** Standard units, with normal scores in their place where a column has them. Shapes: [N, columns] → the same. */
function withScores(
  columns: readonly NumericPreparation[],
  standard: Value,
  filled: Value,
  missing: Value,
): Value {
  const scored = columns.flatMap(({ quantiles }, j) => (quantiles ? [{ quantiles, j }] : []));
  if (scored.length === 0) return standard;
  const columnOf = (values: Value, j: number) => slice(values, 1, { start: j, count: 1 });
  const isWhole = scored.length === columns.length;
  const own = (values: Value) =>
    isWhole
      ? values
      : concat(
          scored.map(({ j }) => columnOf(values, j)),
          1,
        );
  const scores = where(
    own(missing),
    constant(0),
    columnScores(
      scored.map(({ quantiles }) => quantiles),
      own(filled),
    ),
  );
  if (isWhole) return scores;
  let next = 0;
  return concat(
    columns.map(({ quantiles }, j) => (quantiles ? columnOf(scores, next++) : columnOf(standard, j))),
    1,
  );
}

/** The largest whole number that is not above x. A cast cuts towards zero. */
function floor(x: Value): Value {
  const cut = cast(cast(x, 'int32'), 'float32');
  return sub(cut, cast(greater(cut, x), 'float32'));
}

/** Rows `from` … `to` as feeds of `numbers` and `codes`. @throws {DataError} other columns. */
export function tableFeeds(
  { numericColumns, categoricalColumns }: TablePreparation,
  features: TableFeatures,
  from: number,
  to: number,
): Record<string, Tensor> {
  const sameNames = (a: readonly { name: string }[], b: readonly string[]) =>
    a.length === b.length && a.every(({ name }, i) => name === b[i]);
  if (
    !sameNames(numericColumns, features.numericColumns) ||
    !sameNames(categoricalColumns, features.categoricalColumns)
  )
    throw new DataError(
      `data: the model takes the columns ${[...numericColumns, ...categoricalColumns].map(({ name }) => name).join(', ')}. ` +
        `Received ${[...features.numericColumns, ...features.categoricalColumns].join(', ')}.`,
    );
  const kinds = numericColumns.map(({ kind = 'number' }) => kind);
  const other = kinds.findIndex((kind, j) => kind !== (features.numericKinds?.[j] ?? 'number'));
  if (other >= 0)
    throw new DataError(
      `data: the model takes column "${features.numericColumns[other]}" as a ${kinds[other]}. ` +
        `Received it as a ${features.numericKinds?.[other] ?? 'number'}.`,
    );
  const [n, k] = [numericColumns.length, categoricalColumns.length];
  const tables = categoricalColumns.map(tableOf);
  const codes = new Int32Array((to - from) * k);
  for (let i = 0; i < codes.length; i++) {
    const { places, unknown } = tables[i % k]!;
    codes[i] = places.get(features.categories[from * k + i]!) ?? unknown;
  }
  return {
    ...(n > 0 && { numbers: float32(features.numbers.subarray(from * n, to * n), [to - from, n]) }),
    ...(k > 0 && { codes: int32(codes, [to - from, k]) }),
  };
}

/** The code of what is none of the categories: the pool of rare ones, or one that no feature has. */
export const unknownCode = ({ categories, other }: CategoricalPreparation): number =>
  other ? categories.length : -1;

/** The code of each category. Kept, as rows come by the thousand. */
const places = new WeakMap<CategoricalPreparation, ReadonlyMap<string, number>>();
function tableOf(column: CategoricalPreparation): {
  readonly places: ReadonlyMap<string, number>;
  readonly unknown: number;
} {
  let found = places.get(column);
  if (!found) {
    found = new Map(column.categories.map((name, i) => [name, i]));
    places.set(column, found);
  }
  return { places: found, unknown: unknownCode(column) };
}
