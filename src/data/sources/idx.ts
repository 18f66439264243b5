import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { classTarget, sortedClasses } from '../classes.ts';
import type { Dataset } from '../dataset.ts';
import { checkedDataset } from '../dataset.ts';
import { DataError } from '../../util/errors.ts';
import { pathKind, readBytes } from './readBytes.ts';

const MAXIMUM_BYTES = 2 ** 31;
const UBYTE = 0x08;
const IMAGES = /^(?:.*-)?(train|t10k|test)-images[-.]idx[34][-.]ubyte(?:\.gz)?$/;

/** An array of unsigned bytes as an IDX file holds it. */
export interface IdxArray {
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

/** What reading pictures for an already read training part keeps the same. */
export interface ImagesLike {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly classes: readonly string[];
}

/**
 * Reads an IDX file of unsigned bytes (the format of MNIST), gzipped or not.
 *
 * @throws {DataError} Not IDX, not of unsigned bytes, or a length that its header does not announce.
 * @example const { dims, bytes } = await readIdx('train-images-idx3-ubyte'); // dims [60000, 28, 28]
 * @see http://yann.lecun.com/exdb/mnist/
 */
export async function readIdx(path: string): Promise<IdxArray> {
  const file = await readBytes(path, MAXIMUM_BYTES);
  const rank = file[3] ?? 0;
  const header = 4 + 4 * rank;
  if (file.length < 4 || file[0] !== 0 || file[1] !== 0 || rank === 0)
    throw new DataError(
      `${path}: an IDX file starts with the bytes 0, 0, type, number of dimensions. Received ${[...file.subarray(0, 4)].join(', ') || 'an empty file'}.`,
    );
  if (file[2] !== UBYTE)
    throw new DataError(
      `${path}: an IDX file of unsigned bytes (type 0x08) is expected. Received type 0x${file[2]!.toString(16).padStart(2, '0')}.`,
    );
  if (file.length < header) throw wrongLength(path, header, file.length, `a header of ${rank} dimensions`);
  const dims = Array.from({ length: rank }, (_, i) => file.readUInt32BE(4 + 4 * i));
  const expected = header + dims.reduce((product, dim) => product * dim, 1);
  if (file.length !== expected)
    throw wrongLength(path, expected, file.length, `dimensions ${dims.join('x')}`);
  return { dims, bytes: new Uint8Array(file.subarray(header)) };
}

function wrongLength(path: string, expected: number, received: number, why: string): DataError {
  return new DataError(
    `${path}: expected ${expected} bytes for ${why}. Found ${received}: the file is ` +
      `${received < expected ? 'truncated' : 'longer than its header says'}. Fetch or copy it again.`,
  );
}

/**
 * Reads a pair of IDX files, images and labels, as a dataset.
 *
 * Shapes: images [n, h, w] (one channel) or [n, c, h, w]; labels [n].
 *
 * @param imagesPath The images; the labels are found by their name (`images` → `labels`, `idx3` → `idx1`).
 * @param options.like The training part, whose classes and size a test part must have.
 * @throws {DataError} A file missing or broken, counts that differ, a label or a size that training never saw.
 * @example const train = await readIdxPair('mnist/train-images-idx3-ubyte.gz');
 */
export async function readIdxPair(
  imagesPath: string,
  options: { readonly like?: ImagesLike } = {},
): Promise<Dataset> {
  const labelsPath = await labelsPathFor(imagesPath);
  const [images, labels] = [await readIdx(imagesPath), await readIdx(labelsPath)];
  const [size, channels, height, width] = imageDims(imagesPath, images.dims);
  if (labels.dims.length !== 1)
    throw new DataError(
      `${labelsPath}: labels must have 1 dimension. Received ${labels.dims.length} (${labels.dims.join('x')}).`,
    );
  if (labels.dims[0] !== size)
    throw new DataError(
      `${labelsPath}: there must be one label for each of the ${size} images of ${imagesPath}. Received ${labels.dims[0]}.`,
    );
  const { like } = options;
  if (like && (like.channels !== channels || like.height !== height || like.width !== width))
    throw new DataError(
      `${imagesPath}: images must be ${like.channels}x${like.height}x${like.width} as in training. Received ${channels}x${height}x${width}.`,
    );
  const texts = Array.from(labels.bytes, String);
  const target = classTarget(texts, like?.classes ?? sortedClasses(texts), (label, i) => {
    throw new DataError(
      `${labelsPath}: labels must be among those of training (${like?.classes.join(', ')}). Received ${label} for image ${i}.`,
    );
  });
  if (!like && target.classes.length < 2)
    throw new DataError(
      `${labelsPath}: two classes are needed at least. Received only ${target.classes[0]}.`,
    );
  return checkedDataset({
    size,
    features: { kind: 'image', pixels: images.bytes, channels, height, width },
    target,
    origins: Array.from({ length: size }, (_, i) => `${basename(imagesPath)}#${i}`),
    notes: [],
  });
}

function imageDims(path: string, dims: readonly number[]): [number, number, number, number] {
  if (dims.length !== 3 && dims.length !== 4)
    throw new DataError(
      `${path}: images must have 3 dimensions (n, h, w) or 4 (n, c, h, w). Received ${dims.length} (${dims.join('x')}).`,
    );
  if (dims.includes(0))
    throw new DataError(`${path}: no dimension of the images may be 0. Received ${dims.join('x')}.`);
  const [size, height, width] = [dims[0]!, dims.at(-2)!, dims.at(-1)!];
  return [size, dims.length === 4 ? dims[1]! : 1, height, width];
}

async function labelsPathFor(imagesPath: string): Promise<string> {
  const name = basename(imagesPath);
  if (!name.includes('images'))
    throw new DataError(
      `${imagesPath}: the name of an IDX file of images must contain "images", so that the labels are found. Received "${name}".`,
    );
  const plain = name
    .replace('images', 'labels')
    .replace(/idx[34]/, 'idx1')
    .replace(/\.gz$/, '');
  const spellings = [plain, plain.replace('-idx1', '.idx1'), plain.replace('.idx1', '-idx1')];
  const candidates = [...new Set(spellings)].flatMap((spelling) => [spelling, `${spelling}.gz`]);
  const present = new Set(await readdir(dirname(imagesPath)));
  const found = candidates.find((candidate) => present.has(candidate));
  if (found === undefined)
    throw new DataError(
      `${imagesPath}: the labels must stand beside it as ${candidates.join(' or ')}. Found none of them.`,
    );
  return join(dirname(imagesPath), found);
}

/** True where a file's name is one of an IDX file (`…-idx3-ubyte`, `….idx1-ubyte.gz`). */
export function isIdxName(name: string): boolean {
  return /idx\d[-.]ubyte(\.gz)?$/.test(name) || /\.idx(\.gz)?$/.test(name);
}

/**
 * Reads a folder of IDX files named as MNIST names them: `train-images-idx3-ubyte` and, for the test part, `t10k-…` or `test-…`.
 *
 * @throws {DataError} No training images, more than one file for a part, or what `readIdxPair` throws.
 * @example const { train, test } = await readIdxFolder('mnist');
 */
export async function readIdxFolder(path: string): Promise<{ train: Dataset; test?: Dataset }> {
  await pathKind(path);
  const names = await readdir(path);
  const trainName = imagesOfPart(path, names, ['train']);
  if (trainName === undefined)
    throw new DataError(
      `${path}: a folder of IDX files must hold train-images-idx3-ubyte (or .gz). Found ${names.filter(isIdxName).join(', ') || 'no IDX file'}.`,
    );
  const train = await readIdxPair(join(path, trainName));
  const testName = imagesOfPart(path, names, ['t10k', 'test']);
  if (testName === undefined) return { train };
  return { train, test: await readIdxPair(join(path, testName), { like: imagesLike(train) }) };
}

/** The file of images to evaluate on, in a folder of IDX files: the test part, else the training part. */
export async function evaluationImages(path: string): Promise<string> {
  const names = await readdir(path);
  const name = imagesOfPart(path, names, ['t10k', 'test']) ?? imagesOfPart(path, names, ['train']);
  if (name === undefined)
    throw new DataError(`${path}: a folder of IDX files must hold a file of images. Found none.`);
  return join(path, name);
}

function imagesOfPart(path: string, names: readonly string[], parts: readonly string[]): string | undefined {
  const matching = names.filter((name) => parts.includes(IMAGES.exec(name)?.[1] ?? ''));
  // A file and its own .gz are one.
  const distinct = matching.filter((name) => !(name.endsWith('.gz') && matching.includes(name.slice(0, -3))));
  if (distinct.length > 1)
    throw new DataError(
      `${path}: one file of images is expected for each part. Found ${distinct.join(' and ')}. Give the path of one of them.`,
    );
  return distinct[0];
}

/** Size, channels and classes of an image dataset, for reading its test part alike. */
export function imagesLike({ features, target }: Dataset): ImagesLike {
  if (features.kind !== 'image' || target.kind !== 'classes')
    throw new DataError('a dataset of images with classes is expected.');
  const { channels, height, width } = features;
  return { channels, height, width, classes: target.classes };
}
