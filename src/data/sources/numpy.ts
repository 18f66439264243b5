import { classTarget, sortedClasses } from '../classes.ts';
import type { Dataset, Features, ImageFeatures, TableFeatures, Target } from '../dataset.ts';
import { checkedDataset } from '../dataset.ts';
import { DataError } from '../../util/errors.ts';
import type { TableOptions, TableSchema } from './readTable.ts';
import type { ImagesLike } from './idx.ts';
import type { NpyArray } from './npy.ts';
import { findNumpyArrays, type NamedArray, type PartArrays } from './numpyArrays.ts';
import { pixelsOf, type PixelScale } from './numpyPixels.ts';

/** Integers to predict for rows of a table are classes up to this many different ones, as in a CSV file. */
const MOST_INTEGER_CLASSES = 20;

/** What was read for training, as far as later parts must agree with it. */
export type NumpyLike =
  | (ImagesLike & { readonly kind: 'image'; readonly scale?: PixelScale })
  | {
      readonly kind: 'table';
      readonly schema: Pick<TableSchema, 'target' | 'numericColumns' | 'categoricalColumns'>;
    };

export interface NumpyData {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
  readonly like: NumpyLike;
}

/**
 * Reads arrays of NumPy as datasets: an .npz archive, a folder of .npy files, or an .npy file with its labels beside
 * it (`data.npy` and `labels.npy`, `x_train.npy` and `y_train.npy`), gzipped or not.
 *
 * Shapes: pictures [N, H, W], [N, H, W, C] or [N, C, H, W], tables [N, D] or [N]; labels [N], [N, 1] or one-hot [N, K].
 * Pictures hold integers 0 to 255, or floats from 0 to 1 or from 0 to 255, which are rounded to 256 levels. An array
 * named `groups` gives each example's group, one named `columns` or `feature_names` the names of a table's columns.
 *
 * @param options.task Default: texts, booleans and integers are classes, floats with fractions numbers to predict; for
 *   tables integers of more than 20 different values are numbers to predict too.
 * @throws {DataError} Naming the file and the array: missing labels, lengths or shapes that do not agree, values out of
 *   range, one class only, or what `readNpy` and `readZip` throw.
 * @example const { train, test } = await readNumpy('mnist.npz');
 */
export async function readNumpy(path: string, options: Pick<TableOptions, 'task'> = {}): Promise<NumpyData> {
  const { parts, columns, unused } = await findNumpyArrays(path);
  if (!parts.train)
    throw new DataError(
      `${path}: training examples are needed (x_train and y_train). Found only those of ${Object.keys(parts).join(' and ')}.`,
    );
  const names = columns && (await textsOf(columns));
  const { x, y } = await arraysOf(parts.train);
  const { features, scale, note } = featuresOf(parts.train.x, x, names);
  const size = x.shape[0]!;
  const target = trainingTarget(labelsOf(parts.train), y, features.kind, options.task);
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...(unused.length > 0 ? [`arrays with other names ignored: ${unused.join(', ')}.`] : []),
  ];
  const train = await datasetOf(parts.train, size, features, target, notes);
  const like = likeTraining(features, target, scale);
  return {
    train,
    like,
    ...(parts.validation && { validation: await readPart(parts.validation, like, names) }),
    ...(parts.test && { test: await readPart(parts.test, like, names) }),
  };
}

/**
 * Reads arrays of NumPy as a further part of an already read training part: the test part where there is one, else all.
 *
 * @throws {DataError} Another size, number of columns or label than in training, or what `readNumpy` throws.
 */
export async function readNumpyLike(path: string, like: NumpyLike): Promise<Dataset> {
  const { parts, columns } = await findNumpyArrays(path);
  return readPart(
    (parts.test ?? parts.train ?? parts.validation)!,
    like,
    columns && (await textsOf(columns)),
  );
}

/**
 * Reads the examples of arrays of NumPy for prediction; labels need not be there.
 *
 * @returns The features, and `file#place` of each example.
 */
export async function readNumpyFeatures(
  path: string,
  like: NumpyLike,
): Promise<{ features: Features; names: string[] }> {
  const { parts, columns } = await findNumpyArrays(path);
  const part = (parts.test ?? parts.train ?? parts.validation)!;
  const x = await examplesOf(part.x);
  const features = featuresLike(part.x, x, like, columns && (await textsOf(columns)));
  return { features, names: originsOf(part.x, x.shape[0]!) };
}

async function readPart(part: PartArrays, like: NumpyLike, names?: readonly string[]): Promise<Dataset> {
  const { x, y } = await arraysOf(part);
  const features = featuresLike(part.x, x, like, names);
  return datasetOf(part, x.shape[0]!, features, targetLike(labelsOf(part), y, like), []);
}

function labelsOf({ x, y }: PartArrays): NamedArray {
  if (y) return y;
  throw new DataError(
    `${x.place}: labels must stand beside the examples, named as they are with y, labels or targets (x_train and y_train, data and labels). Found none.`,
  );
}

async function examplesOf(array: NamedArray): Promise<NpyArray> {
  const x = await array.read();
  if (x.shape.length > 0 && x.shape[0]! > 0) return x;
  throw new DataError(
    `${array.place}: at least one example is needed. Received shape (${x.shape.join(', ')}).`,
  );
}

async function arraysOf(part: PartArrays): Promise<{ x: NpyArray; y: NpyArray }> {
  const labels = labelsOf(part);
  const [x, y] = [await examplesOf(part.x), await labels.read()];
  if (y.shape[0] !== x.shape[0])
    throw new DataError(
      `${labels.place}: there must be one label for each of the ${x.shape[0]} examples of ${part.x.place}. Received ${y.shape[0] ?? 'a single one'}.`,
    );
  return { x, y };
}

async function textsOf(array: NamedArray): Promise<readonly string[]> {
  const { kind, values } = await array.read();
  if (kind !== 'text') throw new DataError(`${array.place}: texts are expected. Received numbers.`);
  return values;
}

function featuresOf(
  array: NamedArray,
  x: NpyArray,
  names: readonly string[] | undefined,
): { features: ImageFeatures | TableFeatures; scale?: PixelScale; note?: string } {
  return x.shape.length <= 2 ? { features: tableOf(array, x, names) } : pixelsOf(x, array.place);
}

function featuresLike(array: NamedArray, x: NpyArray, like: NumpyLike, names?: readonly string[]): Features {
  if (like.kind === 'image') {
    if (x.shape.length < 3)
      throw new DataError(`${array.place}: pictures are expected. Received shape (${x.shape.join(', ')}).`);
    const { features } = pixelsOf(x, array.place, like.scale);
    const sizeOf = ({ channels, height, width }: Omit<ImagesLike, 'classes'>) =>
      `${channels}x${height}x${width}`;
    if (sizeOf(features) !== sizeOf(like))
      throw new DataError(
        `${array.place}: images must be ${sizeOf(like)} as in training. Received ${sizeOf(features)}.`,
      );
    return features;
  }
  const { numericColumns, categoricalColumns } = like.schema;
  if (categoricalColumns.length > 0)
    throw new DataError(
      `${array.place}: the columns of training must be there, and ${categoricalColumns.join(', ')} hold categories, which an array of numbers cannot. Give a table.`,
    );
  if (x.shape.length > 2)
    throw new DataError(
      `${array.place}: rows of a table are expected. Received shape (${x.shape.join(', ')}).`,
    );
  const table = tableOf(array, x, names ?? numericColumns);
  const different = table.numericColumns.findIndex((name, j) => name !== numericColumns[j]);
  if (different >= 0 || table.numericColumns.length !== numericColumns.length)
    throw new DataError(
      `${array.place}: columns must be those of training (${numericColumns.join(', ')}). Received ${table.numericColumns.join(', ')}.`,
    );
  return table;
}

function tableOf(
  array: NamedArray,
  { shape, kind, values }: NpyArray,
  names?: readonly string[],
): TableFeatures {
  if (kind === 'text')
    throw new DataError(
      `${array.place}: rows of numbers are expected. Received texts. Save the table as CSV instead.`,
    );
  const width = shape[1] ?? 1;
  if (names && (names.length !== width || new Set(names).size !== width))
    throw new DataError(
      `${array.place}: its ${width} columns need as many distinct names. Received ${names.length}: ${names.join(', ')}.`,
    );
  const numbers = Float32Array.from(values);
  const wrong = numbers.findIndex((value) => value === Infinity || value === -Infinity);
  if (wrong >= 0 || width === 0)
    throw new DataError(
      width === 0
        ? `${array.place}: at least one column is needed. Received shape (${shape.join(', ')}).`
        : `${array.place}: numbers must be finite in float32, or NaN where one is missing. Received ${values[wrong]} in row ${Math.floor(wrong / width)}, column ${wrong % width}.`,
    );
  return {
    kind: 'table',
    numericColumns: names ?? Array.from({ length: width }, (_, j) => `x${j}`),
    numbers,
    categoricalColumns: [],
    categories: [],
  };
}

/** Labels as one array of N: columns of one are taken apart, rows of one-hot made numbers. */
function flatLabels({ place }: NamedArray, y: NpyArray): NpyArray {
  const [size, width, ...more] = y.shape;
  if (width === undefined || (width === 1 && more.length === 0)) return y;
  const { kind, values } = y;
  const rowsAreOneHot =
    kind !== 'text' &&
    more.length === 0 &&
    values.every((value) => value === 0 || value === 1) &&
    Array.from({ length: size! }, (_, i) => values.subarray(i * width, (i + 1) * width)).every(
      (row) => row.indexOf(1) >= 0 && row.indexOf(1) === row.lastIndexOf(1),
    );
  if (!rowsAreOneHot)
    throw new DataError(
      `${place}: labels must be one a row, [N] or [N, 1], or one-hot rows of zeros and a single one. Received shape (${y.shape.join(', ')}).`,
    );
  const labels = Int32Array.from({ length: size! }, (_, i) => values.indexOf(1, i * width) % width);
  return { kind: 'integer', shape: [size!], values: labels };
}

/** Labels as texts: whole numbers without a fraction, booleans in words. */
function labelTexts({ kind, values }: NpyArray): string[] {
  if (kind === 'text') return [...values];
  return Array.from(values, (value) => (kind === 'boolean' ? String(value !== 0) : String(value)));
}

function isClasses({ kind, values }: NpyArray, of: Features['kind']): boolean {
  if (kind === 'text' || kind === 'boolean') return true;
  if (kind === 'integer' && of === 'image') return true;
  return values.every(Number.isInteger) && new Set(values).size <= MOST_INTEGER_CLASSES;
}

function trainingTarget(
  array: NamedArray,
  raw: NpyArray,
  of: Features['kind'],
  task: TableOptions['task'],
): Target {
  const y = flatLabels(array, raw);
  if (task === 'regression' || (task === undefined && !isClasses(y, of))) {
    const target = numbersToPredict(array, y);
    if (target.values.every((value) => value === target.values[0]))
      throw new DataError(
        `${array.place}: the numbers to predict must vary. Received ${target.values[0]} in all of them.`,
      );
    return target;
  }
  const texts = labelTexts(y);
  const classes = sortedClasses(texts);
  if (classes.length < 2)
    throw new DataError(`${array.place}: two classes are needed at least. Received only "${classes[0]}".`);
  return knownLabels(array, texts, classes);
}

function targetLike(array: NamedArray, raw: NpyArray, like: NumpyLike): Target {
  const y = flatLabels(array, raw);
  const classes =
    like.kind === 'image'
      ? like.classes
      : like.schema.target.kind === 'classes'
        ? like.schema.target.classes
        : [];
  if (classes.length > 0) return knownLabels(array, labelTexts(y), classes);
  const target = numbersToPredict(array, y);
  return like.kind === 'table' ? { ...target, name: like.schema.target.name } : target;
}

function numbersToPredict({ name, place }: NamedArray, { kind, values }: NpyArray) {
  if (kind === 'text') throw new DataError(`${place}: numbers to predict are expected. Received texts.`);
  const numbers = Float32Array.from(values);
  const wrong = numbers.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new DataError(
      `${place}: numbers to predict must be finite. Received ${values[wrong]} for example ${wrong}.`,
    );
  return { kind: 'number', name, values: numbers } as const;
}

function knownLabels({ place }: NamedArray, texts: readonly string[], classes: readonly string[]): Target {
  const empty = texts.indexOf('');
  if (empty >= 0 || texts.includes('NaN'))
    throw new DataError(
      `${place}: every example must have a label. Example ${empty >= 0 ? empty : texts.indexOf('NaN')} has none.`,
    );
  return classTarget(texts, classes, (label, i) => {
    throw new DataError(
      `${place}: labels must be among those of training (${classes.join(', ')}). Received ${label} for example ${i}.`,
    );
  });
}

const originsOf = ({ file }: NamedArray, size: number): string[] =>
  Array.from({ length: size }, (_, i) => `${file}#${i}`);

async function datasetOf(
  part: PartArrays,
  size: number,
  features: Features,
  target: Target,
  notes: readonly string[],
): Promise<Dataset> {
  const groups = part.groups && (await part.groups.read());
  if (groups && (groups.values.length !== size || groups.shape[0] !== size))
    throw new DataError(
      `${part.groups!.place}: there must be one group for each of the ${size} examples. Received shape (${groups.shape.join(', ')}).`,
    );
  return checkedDataset({
    size,
    features,
    target,
    ...(groups && { groups: labelTexts(groups) }),
    origins: originsOf(part.x, size),
    notes,
  });
}

function likeTraining(features: Features, target: Target, scale: PixelScale | undefined): NumpyLike {
  const classes = target.kind === 'classes' ? target.classes : [];
  if (features.kind === 'image') {
    const { channels, height, width } = features;
    return { kind: 'image', channels, height, width, classes, ...(scale && { scale }) };
  }
  if (features.kind !== 'table') throw new DataError('arrays of NumPy hold pictures or tables.');
  const { numericColumns, categoricalColumns } = features;
  return {
    kind: 'table',
    schema: {
      target:
        target.kind === 'classes'
          ? { kind: 'classes', name: 'y', classes }
          : { kind: 'number', name: target.name },
      numericColumns,
      categoricalColumns,
    },
  };
}
