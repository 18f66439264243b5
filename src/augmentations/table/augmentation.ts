// shared within this room
import type { Augmentation, DrawContext, Draws } from '../augmentation.ts';
import type { MixingAugmentation } from '../mixing.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { cast } from '../../ops/elementwise/cast.ts';
import { greater } from '../../ops/elementwise/greater.ts';
import { matmul } from '../../ops/matmul/matmul.ts';
import { reshape } from '../../ops/movement/reshape.ts';
import { uniform } from '../../ops/random/uniform.ts';

/** What there is in a table, to say what can act on it. */
export interface TableShape {
  /** How many columns of plain numbers: not dates, not yes or no. */
  readonly plainNumbers: number;
}

/** What stands where in prepared rows [N, width]. */
export interface RowLayout {
  readonly width: number;
  /** Features that are standardized numbers. */
  readonly numbers: readonly number[];
  /** Features that are 1 where a number is missing. */
  readonly marks: readonly number[];
  /** All features of each column of the data: a number and its mark, or one for each category. */
  readonly columns: readonly (readonly number[])[];
}

/** What the act of an augmentation of rows knows beside its draws. */
export interface RowContext extends DrawContext {
  readonly layout: RowLayout;
}

/** Changes single values of rows. */
export interface RowAugmentation<O extends object = object> extends Augmentation<O> {
  readonly kind: 'row';
  /** Whether it can act on such a table. Default: on all. */
  applies?(table: TableShape): boolean;
  /** The draw: one set of numbers an example, a pure function of the key. */
  sample(context: DrawContext, options: Readonly<O & { probability: number }>): Draws;
  /** The act: prepared rows [N, features] to rows of the same shape. */
  apply(rows: Value, draws: Draws, context: RowContext): Value;
}

export type TableAugmentation<O extends object = object> = RowAugmentation<O> | MixingAugmentation<O>;

/** 1 at some features of a row, else 0: [1, width]. */
export const featureMask = (features: readonly number[], width: number): Value => {
  const data = new Float64Array(width);
  for (const feature of features) data[feature] = 1;
  return constant(data, [1, width]);
};

/** Which features of which rows are struck, bool [N, width]: whole columns, each with the rate of its row, [N]. */
export function struckFeatures({ key, batch, layout }: RowContext, rate: Value, salt: number): Value {
  const drawn = uniform(key, [batch, layout.columns.length], salt);
  return greater(matmul(cast(greater(reshape(rate, [batch, 1]), drawn), 'float32'), membership(layout)), 0.5);
}

/** Which feature belongs to which column, [columns, width]. */
export function membership({ columns, width }: RowLayout): Value {
  const data = new Float64Array(columns.length * width);
  columns.forEach((features, column) => {
    for (const feature of features) data[column * width + feature] = 1;
  });
  return constant(data, [columns.length, width]);
}
