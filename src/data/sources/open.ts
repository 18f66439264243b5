import type { Dataset } from '../dataset.ts';
import { subset } from '../dataset.ts';
import { imbalanceOf, type Imbalance } from '../imbalance.ts';
import { stratifiedSample } from '../split.ts';
import { DataError } from '../../util/errors.ts';
import type { ImagesLike } from './idx.ts';
import { evaluationImages, imagesLike, readIdxFolder, readIdxPair } from './idx.ts';
import type { ImageFolderOptions } from './imageFolder.ts';
import { readImageFolder, readImageFolderLike } from './imageFolder.ts';
import { readNumpy, readNumpyLike } from './numpy.ts';
import type { TableOptions, TableSchema } from './readTable.ts';
import { OnlyTexts, readTable, readTableLike } from './readTable.ts';
import { isTextSource, readTexts, readTextsLike, type TextParts, type TextsLike } from './readTexts.ts';
import {
  checkOptionsFit,
  partFiles,
  refuseTextOptions,
  sourceOf,
  type PartFiles,
  type Source,
} from './sourceOf.ts';
import type { TextOptions } from './textPart.ts';

export { readRows } from './readTable.ts';
export { openImages } from './openImages.ts';

export interface OpenOptions extends Omit<TableOptions, 'group'>, ImageFolderOptions, TextOptions {
  /** Of a table the column of texts to learn from, and from nothing else. Default: its one column besides the target, where that holds texts. */
  readonly text?: string;
  /** Of a table the column of each row's group; of a folder of pictures or texts 'prefix' or 'folder'. Default none. */
  readonly group?: string;
  /** Path of a separate test part, read with the classes and columns of the training part. */
  readonly test?: string;
  /** Uses a seeded, stratified sample of this many examples at most. Default: all. */
  readonly limit?: { readonly train?: number; readonly test?: number; readonly seed: number };
}

interface Parts {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
}

export type OpenedData = Parts & {
  /** One line for the user: how many examples, of what, with what to predict. */
  readonly description: string;
} & (
    | { readonly kind: 'image' }
    | {
        readonly kind: 'table';
        /** What later parts and predictions are read with. */
        readonly schema: TableSchema;
      }
    | {
        readonly kind: 'text';
        /** What later parts and predictions are read with. */
        readonly like: TextsLike;
      }
  );

/**
 * Opens data of any supported kind, which is recognised by the path: a folder of class folders of images or of `.txt` files,
 * a folder of IDX files, of .npy files or of the files train, val and test, an .npz or .npy file, a `.csv`, `.tsv`, `.jsonl` or
 * `.parquet` file, a `.txt` file of lines `label<TAB>text` (`.gz` too).
 *
 * @throws {DataError} Nothing there, a kind that is not supported, or what the source throws.
 * @throws {OptionError} An option that does not fit the kind of data, or is out of range.
 * @example const { train, test } = await openData('mnist', { limit: { train: 300, seed: 1 } });
 */
export async function openData(path: string, options: OpenOptions = {}): Promise<OpenedData> {
  const files = (await partFiles(path)) ?? { train: path };
  const source = await sourceOf(files.train, options);
  checkOptionsFit(source, options);
  if (isTextSource(source)) return openTexts(source, path, files, options);
  if (source === 'table') {
    try {
      return await openTable(path, files, options);
    } catch (error) {
      if (!(error instanceof OnlyTexts)) throw error;
      const note = `"${error.column}" is the only column besides the target and holds texts: it is read as such, as --text ${error.column} does.`;
      return openTexts('textTable', path, files, { ...options, text: error.column }, note);
    }
  }
  if (source === 'numpy') return openNumpy(path, options);
  const own = await openImageParts(source, path, options);
  const test = options.test === undefined ? own.test : await readTestImages(options.test, own.train, options);
  return { kind: 'image', ...finish(withTest(own, test, path, options), options) };
}

async function openTable(path: string, files: PartFiles, options: OpenOptions): Promise<OpenedData> {
  const { dataset, schema } = await readTable(files.train, options);
  refuseTextOptions(options);
  const read = (file: string | undefined) => (file === undefined ? undefined : readTestTable(file, schema));
  const [validation, ownTest] = [await read(files.validation), await read(files.test)];
  const own: Parts = { train: dataset, ...(validation && { validation }), ...(ownTest && { test: ownTest }) };
  const test = (await read(options.test)) ?? ownTest;
  return { kind: 'table', schema, ...finish(withTest(own, test, path, options), options) };
}

async function openTexts(
  source: 'textTable' | 'textLines' | 'textFolder',
  path: string,
  files: PartFiles,
  options: OpenOptions,
  note?: string,
): Promise<OpenedData> {
  const { like, ...read }: TextParts = await readTexts(source, files.train, options);
  const further = (file: string | undefined) => (file === undefined ? undefined : readLikeTexts(file, like));
  const validation = (await further(files.validation)) ?? read.validation;
  const ownTest = (await further(files.test)) ?? read.test;
  const own: Parts = {
    train: note === undefined ? read.train : withNote(read.train, note),
    ...(validation && { validation }),
    ...(ownTest && { test: ownTest }),
  };
  const test = (await further(options.test)) ?? ownTest;
  return { kind: 'text', like, ...finish(withTest(own, test, path, options), options) };
}

const readLikeTexts = async (path: string, like: TextsLike): Promise<Dataset> =>
  readTextsLike(await sourceOf(path, like.reading), path, like);

/** What a model was trained on, as far as reading more of it needs. */
export type LikeTraining =
  | (ImagesLike & { readonly kind: 'image'; readonly unreadable?: 'skip' | 'refuse' })
  | { readonly kind: 'table'; readonly schema: TableSchema }
  | TextsLike;

/**
 * Opens data with answers as a part of an already trained model's kind: its classes, sizes and columns. Of a folder of
 * IDX files, and of one with files or folders of texts for train and test, it is the test part, where there is one.
 *
 * @throws {DataError} Another kind of data, a label that training never saw, or what the source throws.
 * @example const test = await openDataLike('test.csv', { kind: 'table', schema });
 */
export async function openDataLike(path: string, like: LikeTraining): Promise<Dataset> {
  const files = await partFiles(path);
  if (files && like.kind !== 'image') return openDataLike(files.test ?? files.train, like);
  if (like.kind === 'text') return readLikeTexts(path, like);
  const source = await sourceOf(path);
  if (like.kind === 'table') {
    if (source === 'table') return readTableLike(path, like.schema);
    if (source === 'numpy') return readNumpyLike(path, like);
    throw new DataError(
      `${path}: the model takes a table. Give a .csv, .tsv, .jsonl, .parquet, .npz or .npy file (.gz too).`,
    );
  }
  if (source === 'numpy') return readNumpyLike(path, like);
  if (source === 'table') throw new DataError(`${path}: the model takes pictures. Received a table.`);
  if (isTextSource(source)) throw new DataError(`${path}: the model takes pictures. Received texts.`);
  if (source === 'imageFolder')
    return readImageFolderLike(path, like, like.unreadable ? { unreadable: like.unreadable } : {});
  return readIdxPair(source === 'idxFile' ? path : await evaluationImages(path), { like });
}

async function openNumpy(path: string, options: OpenOptions): Promise<OpenedData> {
  const { like, ...own } = await readNumpy(path, options);
  if (like.kind === 'table') {
    const schema: TableSchema = { ...like.schema, missing: [] };
    const test = options.test === undefined ? own.test : await readTestTable(options.test, schema);
    return { kind: 'table', schema, ...finish(withTest(own, test, path, options), options) };
  }
  const isArrays = options.test !== undefined && (await sourceOf(options.test)) === 'numpy';
  const test =
    options.test === undefined
      ? own.test
      : isArrays
        ? await readNumpyLike(options.test, like)
        : await readTestImages(options.test, own.train, options);
  return { kind: 'image', ...finish(withTest(own, test, path, options), options) };
}

/** The parts with a test part that may stand in for their own, which is said. */
function withTest(own: Parts, test: Dataset | undefined, path: string, options: OpenOptions): Parts {
  if (!test) return own;
  if (options.test === undefined || !own.test) return { ...own, test };
  const note = `the test part is ${options.test}; the one in ${path} is not used.`;
  return { ...own, train: withNote(own.train, note), test };
}

function openImageParts(source: Source, path: string, options: OpenOptions): Promise<Parts> {
  if (source === 'imageFolder') return readImageFolder(path, options);
  if (source === 'idxFolder') return readIdxFolder(path);
  return readIdxPair(path).then((train) => ({ train }));
}

async function readTestTable(path: string, schema: TableSchema): Promise<Dataset> {
  const source = await sourceOf(path);
  if (source === 'table') return readTableLike(path, schema);
  if (source === 'numpy') return readNumpyLike(path, { kind: 'table', schema });
  throw new DataError(
    `${path}: the test part of a table must be a .csv, .tsv, .jsonl, .parquet, .npz or .npy file too (.gz too).`,
  );
}

async function readTestImages(path: string, train: Dataset, options: OpenOptions): Promise<Dataset> {
  const source = await sourceOf(path);
  if (source === 'idxFile') return readIdxPair(path, { like: imagesLike(train) });
  if (source === 'imageFolder') return readImageFolderLike(path, imagesLike(train), options);
  if (source === 'numpy') return readNumpyLike(path, { kind: 'image', ...imagesLike(train) });
  throw new DataError(
    `${path}: the test part of images must be a folder of class folders, an IDX file of images or arrays of NumPy. ` +
      `Received ${source === 'table' ? 'a table' : isTextSource(source) ? 'texts' : 'a folder of IDX files; give the file of images'}.`,
  );
}

function finish(parts: Parts, { limit }: OpenOptions): Parts & { description: string } {
  const limited: Parts = {
    ...parts,
    train: sampled(parts.train, 'training', limit?.train, limit?.seed),
    ...(parts.test && { test: sampled(parts.test, 'test', limit?.test, limit?.seed) }),
  };
  const imbalance = imbalanceOf(limited.train);
  const train = imbalance ? withNote(limited.train, imbalanceNote(imbalance)) : limited.train;
  return { ...limited, train, description: describe(limited) };
}

function imbalanceNote({ largest, smallest }: Imbalance): string {
  return (
    `classes are imbalanced: "${largest.name}" has ${largest.count} examples, "${smallest.name}" ${smallest.count}. ` +
    'Scores add balancedAccuracy and logLoss; balanced class weights let every class count alike in training.'
  );
}

function sampled(dataset: Dataset, part: string, size: number | undefined, seed = 0): Dataset {
  if (size === undefined) return dataset;
  const sample = stratifiedSample(dataset, { size, seed });
  if (sample.length === dataset.size) return dataset;
  return withNote(
    subset(dataset, sample),
    `${sample.length} of ${dataset.size} ${part} examples used (a stratified sample, seed ${seed}).`,
  );
}

function withNote(dataset: Dataset, note: string): Dataset {
  return Object.freeze({ ...dataset, notes: [...dataset.notes, note] });
}

function describe({ train, validation, test }: Parts): string {
  const counts = [
    `${train.size} training`,
    ...(validation ? [`${validation.size} validation`] : []),
    ...(test ? [`${test.size} test`] : []),
  ];
  const { features, target } = train;
  const what =
    features.kind === 'image'
      ? `images of ${features.channels}x${features.height}x${features.width}`
      : features.kind === 'tokens'
        ? `texts of ${features.length} tokens`
        : features.kind === 'text'
          ? `texts of ${Math.round(features.tokens.length / Math.max(1, train.size))} words on average`
          : `rows of ${features.numericColumns.length} numbers and ${features.categoricalColumns.length} categories`;
  const goal =
    target.kind === 'classes' ? `${target.classes.length} classes` : `the number "${target.name}" to predict`;
  return `${counts.join(' + ')} ${what}, ${goal}`;
}
