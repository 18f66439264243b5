import { readdir } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Dataset } from '../dataset.ts';
import { subset } from '../dataset.ts';
import { imbalanceOf, type Imbalance } from '../imbalance.ts';
import { stratifiedSample } from '../split.ts';
import { DataError, OptionError } from '../../util/errors.ts';
import type { ImagesLike } from './idx.ts';
import { evaluationImages, imagesLike, isIdxName, readIdxFolder, readIdxPair } from './idx.ts';
import type { ImageFolderOptions } from './imageFolder.ts';
import { readImageFolder, readImageFolderLike } from './imageFolder.ts';
import { readNumpy, readNumpyLike } from './numpy.ts';
import { isNumpyName } from './numpyArrays.ts';
import { pathKind } from './readBytes.ts';
import type { TableOptions, TableSchema } from './readTable.ts';
import { readTable, readTableLike, tableName } from './readTable.ts';

export { readRows } from './readTable.ts';
export { openImages } from './openImages.ts';

const SUPPORTED =
  'a folder of class folders of images (also under train/, val/, test/), IDX files, .npz or .npy arrays, or a .csv, .tsv, .jsonl or .parquet file (.gz too)';

export interface OpenOptions extends Omit<TableOptions, 'group'>, ImageFolderOptions {
  /** Of a table the column of each row's group; of an image folder 'prefix' or 'folder'. Default none. */
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
  );

type Source = 'table' | 'numpy' | 'idxFile' | 'idxFolder' | 'imageFolder';

/**
 * Opens data of any supported kind, which is recognised by the path: a folder of class folders, a folder of IDX files
 * or of .npy files or one of images, an .npz or .npy file, a `.csv`, `.tsv`, `.jsonl` or `.parquet` file (`.gz` too).
 *
 * @throws {DataError} Nothing there, a kind that is not supported, or what the source throws.
 * @throws {OptionError} An option that does not fit the kind of data, or is out of range.
 * @example const { train, test } = await openData('mnist', { limit: { train: 300, seed: 1 } });
 */
export async function openData(path: string, options: OpenOptions = {}): Promise<OpenedData> {
  const source = await sourceOf(path);
  checkOptionsFit(source, options);
  if (source === 'table') {
    const { dataset, schema } = await readTable(path, options);
    const parts: Parts = {
      train: dataset,
      ...(options.test !== undefined && { test: await readTestTable(options.test, schema) }),
    };
    return { kind: 'table', schema, ...finish(parts, options) };
  }
  if (source === 'numpy') return openNumpy(path, options);
  const own = await openImageParts(source, path, options);
  const test = options.test === undefined ? own.test : await readTestImages(options.test, own.train, options);
  return { kind: 'image', ...finish(withTest(own, test, path, options), options) };
}

/** What a model was trained on, as far as reading more of it needs. */
export type LikeTraining =
  | (ImagesLike & { readonly kind: 'image'; readonly unreadable?: 'skip' | 'refuse' })
  | { readonly kind: 'table'; readonly schema: TableSchema };

/**
 * Opens data with answers as a part of an already trained model's kind: its classes, sizes and columns. Of a folder of
 * IDX files it is the test part, where there is one.
 *
 * @throws {DataError} Another kind of data, a label that training never saw, or what the source throws.
 * @example const test = await openDataLike('test.csv', { kind: 'table', schema });
 */
export async function openDataLike(path: string, like: LikeTraining): Promise<Dataset> {
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
  if (source === 'imageFolder')
    return readImageFolderLike(path, like, like.unreadable ? { unreadable: like.unreadable } : {});
  return readIdxPair(source === 'idxFile' ? path : await evaluationImages(path), { like });
}

async function sourceOf(path: string): Promise<Source> {
  if ((await pathKind(path)) === 'folder') {
    const names = await readdir(path);
    if (names.some(isIdxName)) return 'idxFolder';
    return names.some(isNumpyName) ? 'numpy' : 'imageFolder';
  }
  const name = basename(path).toLowerCase();
  if (tableName.test(name)) return 'table';
  if (isIdxName(name)) return 'idxFile';
  if (isNumpyName(name)) return 'numpy';
  const extension = extname(name.replace(/\.gz$/, ''));
  throw new DataError(`${path}: data must be ${SUPPORTED}. Received "${extension || name}".`);
}

/** Options that some sources alone take, and those sources. */
const FITTING: Partial<Record<keyof OpenOptions, readonly Source[]>> = {
  target: ['table'],
  missing: ['table'],
  columns: ['table'],
  group: ['table', 'imageFolder'],
  task: ['table', 'numpy'],
  imageSize: ['imageFolder'],
  channels: ['imageFolder'],
  unreadable: ['imageFolder'],
};

const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  table: 'tables',
  imageFolder: 'image folders',
  numpy: 'arrays of NumPy',
  idxFile: 'IDX files',
  idxFolder: 'IDX files',
};

function checkOptionsFit(source: Source, options: OpenOptions): void {
  for (const [name, sources] of Object.entries(FITTING))
    if (options[name as keyof OpenOptions] !== undefined && !sources.includes(source))
      throw new OptionError(
        `${name}: is for ${sources.map((fit) => SOURCE_NAMES[fit]).join(' and ')}. Received it for ${SOURCE_NAMES[source]}. Leave it out.`,
      );
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
      `Received ${source === 'table' ? 'a table' : 'a folder of IDX files; give the file of images'}.`,
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
