import { tokenFeatures, type TokenArrays } from './tokens.ts';
import { classTarget, parseNumber, sortedClasses } from './classes.ts';
import type { Dataset, Features, ImageFeatures, TableFeatures, Target, TextFeatures } from './dataset.ts';
import { checkedDataset } from './dataset.ts';
import { textFeatures } from './texts.ts';
import { segmenterTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import { DataError, nearest } from '../util/errors.ts';

/** Numbers, flat or nested by dimension: `[[0, 255], [255, 0]]`, or a typed array. */
export type NestedNumbers = ArrayLike<number> | readonly NestedNumbers[];

export type Cell = number | string | boolean | null | undefined;

/** What there is to predict: `labels` (classes) or `values` (numbers). */
export type ArrayTarget =
  | {
      /** The class of each example, as text or integer. */
      readonly labels: ArrayLike<string | number>;
      /** The classes in the order of their indices. Default: those that occur, sorted. */
      readonly classes?: readonly string[];
      readonly values?: undefined;
    }
  | {
      /** The number to predict for each example. */
      readonly values: ArrayLike<number>;
      /** Name of that number. Default 'value'. */
      readonly name?: string;
      readonly labels?: undefined;
    };

export interface ImageArrays {
  /** One array for all pictures, or one a picture, flat or nested as [height][width] or [channels][height][width]. */
  readonly images: NestedNumbers;
  /** Default 1, or as the nesting says. */
  readonly channels?: number;
  readonly height?: number;
  readonly width?: number;
  readonly rows?: undefined;
  readonly tokens?: undefined;
}

export interface TableArrays {
  /** One object a row, or one array a row with the names in `columns`. Text and booleans are categories. */
  readonly rows: readonly (Readonly<Record<string, Cell>> | readonly Cell[])[];
  /** Names of the columns. Default for objects: the keys of the first row. */
  readonly columns?: readonly string[];
  readonly images?: undefined;
  readonly tokens?: undefined;
}

export interface TextArrays {
  /** One text an example. */
  readonly texts: readonly string[];
  /** What cuts them into tokens. Default: `segmenterTokenizer('en')`; `await openTokenizer('en')` knows more of English. */
  readonly tokenizer?: Tokenizer;
  readonly images?: undefined;
  readonly rows?: undefined;
  readonly tokens?: undefined;
}

export type Arrays = (ImageArrays | TableArrays | TokenArrays | TextArrays) &
  ArrayTarget & {
    /** The group of each example, where there is one. */
    readonly groups?: ArrayLike<string | number>;
  };

/**
 * A dataset from arrays in memory.
 *
 * Shapes: images [N·C·H·W] flat, or N of [C·H·W], [H][W] or [C][H][W], values 0 to 255; rows N; labels or values N.
 * Tokens are numbers of words, one list an example; shorter lists are filled up with 0 at the end.
 * In rows, null and undefined are missing: NaN in a column of numbers, '' in one of categories.
 *
 * @throws {DataError} Lengths that do not agree, pixels outside 0 to 255, a column of mixed types, an unknown label.
 * @example fromArrays({ rows: [{ age: 3, colour: 'red' }, { age: 5, colour: 'blue' }], labels: ['no', 'yes'] })
 * @example fromArrays({ images: pixels, height: 28, width: 28, labels: [5, 0, 4] })
 * @example fromArrays({ texts: ['what is an atom', 'who was galileo'], labels: ['thing', 'person'] })
 * @example fromArrays({ tokens: [[4, 9, 2], [7]], labels: ['good', 'bad'], vocabulary: 5000, length: 50 })
 */
export function fromArrays(arrays: Arrays): Dataset {
  const target = readTarget(arrays);
  const size = target.kind === 'classes' ? target.labels.length : target.values.length;
  if (size === 0) throw new DataError('fromArrays: at least one example is needed. Received none.');
  const features: Features =
    arrays.images !== undefined
      ? imageFeatures(arrays, size)
      : arrays.tokens !== undefined
        ? tokenFeatures(arrays, size)
        : 'texts' in arrays && arrays.texts !== undefined
          ? textsFrom(arrays, size)
          : tableFeatures(arrays as TableArrays, size);
  if (arrays.groups) requireLength('groups', arrays.groups.length, size);
  return checkedDataset({
    size,
    features,
    target,
    ...(arrays.groups && { groups: Array.from(arrays.groups, String) }),
    notes: [],
  });
}

function requireLength(what: string, received: number, size: number): void {
  if (received !== size)
    throw new DataError(
      `fromArrays: ${what} must have one element for each label or value (${size}). Received ${received}.`,
    );
}

function textsFrom({ texts, tokenizer = segmenterTokenizer('en') }: TextArrays, size: number): TextFeatures {
  requireLength('texts', texts.length, size);
  const wrong = texts.findIndex((text) => typeof text !== 'string');
  if (wrong >= 0)
    throw new DataError(
      `fromArrays: texts must be strings. Received ${JSON.stringify(texts[wrong])} at ${wrong}.`,
    );
  return textFeatures(texts, tokenizer);
}

function readTarget(arrays: ArrayTarget): Target {
  if ((arrays.labels === undefined) === (arrays.values === undefined))
    throw new DataError('fromArrays: exactly one of labels (classes) and values (numbers) must be given.');
  if (arrays.labels !== undefined) return readLabels(arrays.labels, arrays.classes);
  const values = Float32Array.from(arrays.values);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new DataError(
      `fromArrays: values must be finite float32 numbers. Received ${arrays.values[wrong]} at ${wrong}.`,
    );
  return { kind: 'number', name: arrays.name ?? 'value', values };
}

function readLabels(labels: ArrayLike<string | number>, classes?: readonly string[]): Target {
  const texts = Array.from(labels, (label, i) => {
    if (typeof label === 'string' ? label !== '' : Number.isInteger(label)) return String(label);
    throw new DataError(
      `fromArrays: labels must be texts or integers. Received ${JSON.stringify(label)} at ${i}. Use values for numbers to predict.`,
    );
  });
  const known = classes ?? sortedClasses(texts);
  if (new Set(known).size !== known.length)
    throw new DataError(`fromArrays: classes must be distinct. Received ${JSON.stringify(known)}.`);
  return classTarget(texts, known, (label, i) => {
    const near = nearest(label, known);
    throw new DataError(
      `fromArrays: labels must be among classes (${known.join(', ')}). Received "${label}" at ${i}.` +
        (near === undefined ? '' : ` Did you mean "${near}"?`),
    );
  });
}

function imageFeatures(arrays: ImageArrays, size: number): ImageFeatures {
  const { images } = arrays;
  if (isFlat(images))
    return pixelsOf(images, shapeFor(arrays, [], 'fromArrays: one flat array of images'), size);
  requireLength('images', images.length, size);
  const shape = shapeFor(arrays, shapeOf(images[0]!), 'fromArrays: images given as flat arrays');
  const length = shape.channels * shape.height * shape.width;
  const pixels = new Float64Array(size * length);
  images.forEach((image, i) => {
    const flat = flatten(image);
    if (flat.length !== length)
      throw new DataError(
        `fromArrays: image ${i} must have ${length} values (${shape.channels}x${shape.height}x${shape.width}). Received ${flat.length}.`,
      );
    pixels.set(flat, i * length);
  });
  return pixelsOf(pixels, shape, size);
}

function isFlat(numbers: NestedNumbers): numbers is ArrayLike<number> {
  return numbers.length === 0 || typeof numbers[0] === 'number';
}

/** Dimensions of a nested array, outermost first; one entry for a flat one. */
function shapeOf(numbers: NestedNumbers): number[] {
  return isFlat(numbers) ? [numbers.length] : [numbers.length, ...shapeOf(numbers[0]!)];
}

function flatten(numbers: NestedNumbers): number[] {
  return isFlat(numbers) ? Array.from(numbers) : numbers.flatMap(flatten);
}

function shapeFor(
  { channels, height, width }: ImageArrays,
  nesting: readonly number[],
  what: string,
): { channels: number; height: number; width: number } {
  const nested = nesting.length > 1;
  const shape = {
    channels: channels ?? (nesting.length > 2 ? nesting[0]! : 1),
    height: height ?? (nested ? nesting[nesting.length - 2]! : NaN),
    width: width ?? (nested ? nesting[nesting.length - 1]! : NaN),
  };
  for (const [name, value] of Object.entries(shape)) {
    if (Number.isNaN(value))
      throw new DataError(`${what} needs ${name}. Received none. Give height and width.`);
    if (!Number.isInteger(value) || value < 1)
      throw new DataError(`fromArrays: ${name} must be an integer of at least 1. Received ${value}.`);
  }
  return shape;
}

function pixelsOf(
  values: ArrayLike<number>,
  shape: { channels: number; height: number; width: number },
  size: number,
): ImageFeatures {
  const length = size * shape.channels * shape.height * shape.width;
  if (values.length !== length)
    throw new DataError(
      `fromArrays: images must have ${length} values (${size} of ${shape.channels}x${shape.height}x${shape.width}). Received ${values.length}.`,
    );
  const pixels = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    if (!(Number.isInteger(value) && value >= 0 && value <= 255))
      throw new DataError(
        `fromArrays: pixels must be integers from 0 to 255. Received ${value} at ${i}.` +
          (value > 0 && value < 1 ? ' Multiply values from 0 to 1 by 255 and round them.' : ''),
      );
    pixels[i] = value;
  }
  return { kind: 'image', pixels, ...shape };
}

function tableFeatures({ rows, columns }: TableArrays, size: number): TableFeatures {
  requireLength('rows', rows.length, size);
  const names = columns ?? columnsOfFirst(rows[0]!);
  if (names.length === 0 || new Set(names).size !== names.length)
    throw new DataError(
      `fromArrays: columns must be distinct names, at least one. Received ${JSON.stringify(names)}.`,
    );
  const cells = rows.map((row, i) => rowCells(row, names, i));
  const kinds = names.map((name, j) => columnKind(cells, name, j));
  const places = (kind: 'number' | 'category') => names.flatMap((_, j) => (kinds[j] === kind ? [j] : []));
  const numeric = places('number');
  const categorical = places('category');
  return {
    kind: 'table',
    numericColumns: numeric.map((j) => names[j]!),
    numbers: Float32Array.from(cells.flatMap((row) => numeric.map((j) => Number(row[j] ?? NaN)))),
    categoricalColumns: categorical.map((j) => names[j]!),
    categories: cells.flatMap((row) => categorical.map((j) => String(row[j] ?? ''))),
  };
}

function columnsOfFirst(row: Readonly<Record<string, Cell>> | readonly Cell[]): readonly string[] {
  if (!isArrayRow(row)) return Object.keys(row);
  throw new DataError(
    'fromArrays: rows given as arrays need columns, the names of their cells. Received none.',
  );
}

function isArrayRow(row: Readonly<Record<string, Cell>> | readonly Cell[]): row is readonly Cell[] {
  return Array.isArray(row);
}

function rowCells(
  row: Readonly<Record<string, Cell>> | readonly Cell[],
  names: readonly string[],
  i: number,
): readonly Cell[] {
  if (isArrayRow(row)) {
    if (row.length === names.length) return row;
    throw new DataError(`fromArrays: row ${i} must have ${names.length} cells. Received ${row.length}.`);
  }
  const unknown = Object.keys(row).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new DataError(
      `fromArrays: row ${i} must have the columns ${names.join(', ')}. Received "${unknown}". Name all columns in columns.`,
    );
  return names.map((name) => row[name]);
}

/** The one type of a column's cells, missing ones left out. */
function columnKind(cells: readonly (readonly Cell[])[], name: string, j: number): 'number' | 'category' {
  let kind: 'number' | 'category' | undefined;
  cells.forEach((row, i) => {
    const cell = row[j];
    if (cell === null || cell === undefined) return;
    const found = typeof cell === 'number' ? 'number' : 'category';
    if (kind !== undefined && found !== kind) throw mixedColumn(name, kind, cell, i);
    if (typeof cell === 'number' && !Number.isNaN(cell) && !Number.isFinite(Math.fround(cell)))
      throw new DataError(
        `fromArrays: column "${name}" must hold finite float32 numbers. Received ${cell} in row ${i}.`,
      );
    kind = found;
  });
  if (kind === undefined)
    throw new DataError(
      `fromArrays: column "${name}" has no values. Received only null or undefined. Leave it out.`,
    );
  return kind;
}

function mixedColumn(name: string, kind: 'number' | 'category', cell: Cell, row: number): DataError {
  const hint =
    typeof cell === 'string' && parseNumber(cell) !== undefined
      ? ' Convert it by Number().'
      : ' Make all of one type.';
  return new DataError(
    `fromArrays: column "${name}" holds ${kind === 'number' ? 'numbers' : 'categories'} before row ${row}. ` +
      `Received ${JSON.stringify(cell)} there.${hint}`,
  );
}
