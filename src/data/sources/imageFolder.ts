import { join, relative } from 'node:path';
import { classTarget } from '../classes.ts';
import type { Dataset, ImageFeatures } from '../dataset.ts';
import { checkedDataset } from '../dataset.ts';
import { DataError, OptionError } from '../../util/errors.ts';
import type { ImageHeader } from './decodeImage.ts';
import { decodeAll, inParallel, type DecodedImages, type DecodeOptions } from './decodeAll.ts';
import { isImageName, readImageHeader } from './decodeImage.ts';
import { folderGroups } from './folderGroups.ts';
import type { ImagesLike } from './idx.ts';
import { imagesLike } from './idx.ts';
import type { Entry } from './listFiles.ts';
import { FolderReader, shownPath, someOf } from './listFiles.ts';
import { partFolders, requireKnownClass } from './partFolders.ts';
import { pathKind } from './readBytes.ts';

/** A common size above this is reduced to it; pictures of several sizes are reduced to at most `LARGEST_SQUARE`. */
const LARGEST_SIDE = 64;
const LARGEST_SQUARE = 64;
/** Files that are data by themselves. */
const dataName = /\.(csv|tsv|jsonl|ndjson|parquet|txt)(\.gz)?$/i;
/** Unreadable pictures that a note names one by one. */
const MOST_NAMED = 20;

export interface ImageFolderOptions extends DecodeOptions {
  /** Height and width to resize to, in pixels. Default: the common size, longest side at most 64; else a square of the median shorter side, at most 64. */
  readonly imageSize?: { readonly height: number; readonly width: number };
  /** 1 (grey) or 3 (red, green, blue). Default 1 where all training images are grey, else 3. */
  readonly channels?: 1 | 3;
  /**
   * How the group of a picture (variety, patient) is told: 'prefix' (the file's name before its last underscore) or
   * 'folder' (the folder below that of its class). Default: none has one.
   */
  readonly group?: string;
}

export interface ImageFolderParts {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
}

/**
 * Reads a folder of class folders (PNG, JPEG, WebP), or one with such folders under `train/`, `val/` and `test/`.
 *
 * The classes are the sorted names of the training folders; size and channels are fixed by the training part too.
 *
 * @throws {DataError} Nothing to read, images without class folders, one class only, a class without readable images,
 *   a class in `val/` or `test/` that training lacks, or, with `unreadable: 'refuse'`, an unreadable image.
 * @throws {OptionError} `imageSize` or `channels` out of range.
 * @example const { train, test } = await readImageFolder('flowers', { imageSize: { height: 32, width: 32 } });
 */
export async function readImageFolder(
  path: string,
  options: ImageFolderOptions = {},
): Promise<ImageFolderParts> {
  checkOptions(options);
  if ((await pathKind(path)) === 'file')
    throw new DataError(`${path}: a folder is expected. Received a file.`);
  const parts = await partFolders(path);
  const train = await readPart(parts.train, path, options);
  const like = imagesLike(train);
  return {
    train,
    ...(parts.validation && { validation: await readPart(parts.validation, path, options, like) }),
    ...(parts.test && { test: await readPart(parts.test, path, options, like) }),
  };
}

/**
 * Reads a folder of class folders as a further part of an already read training part: its classes, size and channels.
 *
 * @throws {DataError} As `readImageFolder`, and for a class that training lacks.
 * @example const test = await readImageFolderLike('more-flowers', imagesLike(train));
 */
export async function readImageFolderLike(
  path: string,
  like: ImagesLike,
  options: DecodeOptions & Pick<ImageFolderOptions, 'group'> = {},
): Promise<Dataset> {
  if ((await pathKind(path)) === 'file')
    throw new DataError(`${path}: a folder is expected. Received a file.`);
  return readPart(path, path, options, like);
}

function checkOptions({ imageSize, channels }: ImageFolderOptions): void {
  for (const [name, value] of Object.entries(imageSize ?? {}))
    if (!Number.isInteger(value) || value < 1 || value > 4096)
      throw new OptionError(`imageSize: ${name} must be an integer from 1 to 4096. Received ${value}.`);
  if (channels !== undefined && channels !== 1 && channels !== 3)
    throw new OptionError(`channels: must be 1 (grey) or 3 (colour). Received ${String(channels)}.`);
}

interface Listed {
  readonly path: string;
  readonly className: string;
  readonly classFolder: string;
}

async function readPart(
  folder: string,
  root: string,
  options: ImageFolderOptions,
  like?: ImagesLike,
): Promise<Dataset> {
  const reader = new FolderReader(root);
  const { images, classes, notes } = await listClasses(folder, reader, like);
  const shape = like ?? (await chooseShape(images, options, notes));
  const decoded = await decodeAll(images, shape, options);
  noteDecoding(decoded, (i) => shownPath(relative(root, images[i]!.path)), notes);
  const read = decoded.read.map((i) => images[i]!);
  if (!like) requireEveryClass(folder, classes, images, decoded);
  if (read.length === 0) throw new DataError(`${folder}: none of its ${images.length} images can be read.`);
  const features = !like && options.channels === undefined ? greyIfGrey(decoded.features) : decoded.features;
  return checkedDataset({
    size: read.length,
    features,
    target: classTarget(
      read.map(({ className }) => className),
      classes,
      (label) => {
        throw new DataError(`${folder}: unknown class "${label}".`);
      },
    ),
    ...(options.group !== undefined && { groups: folderGroups(read, options.group, root, !like) }),
    origins: read.map(({ path }) => relative(root, path)),
    notes,
  });
}

/** The images below each class folder, and notes on what was left out. */
async function listClasses(
  folder: string,
  reader: FolderReader,
  like?: ImagesLike,
): Promise<{ images: Listed[]; classes: readonly string[]; notes: string[] }> {
  const entries = await reader.entries(folder);
  const folders = entries.filter(({ kind }) => kind === 'folder');
  const loose = entries.filter(({ kind }) => kind === 'file');
  if (like) for (const { name } of folders) requireKnownClass(folder, name, like.classes);
  const images: Listed[] = [];
  const others = loose.filter(({ name }) => !isImageName(name)).map(({ path }) => path);
  for (const { name, path } of folders)
    for (const file of await reader.filesBelow(path)) {
      if (isImageName(file)) images.push({ path: file, className: name, classFolder: path });
      else others.push(file);
    }
  const looseImages = loose.filter(({ name }) => isImageName(name));
  requireImages(folder, images, folders, looseImages, others);
  if (!like) requireTwoClasses(folder, folders, images);
  const notes: string[] = [];
  const note = (left: readonly string[], what: string) => {
    if (left.length > 0)
      notes.push(`${left.length} ${what}: ${someOf(left.map((path) => relative(folder, path)))}.`);
  };
  note(
    looseImages.map(({ path }) => path),
    'images outside class folders ignored',
  );
  note(others, 'files of other kinds than PNG, JPEG, WebP ignored');
  note(reader.refusedLinks, 'symbolic links that leave the folder not followed');
  note(reader.tooDeep, 'folders more than 32 deep not read');
  return { images, classes: like?.classes ?? folders.map(({ name }) => name), notes };
}

function requireImages(
  folder: string,
  images: readonly Listed[],
  folders: readonly Entry[],
  loose: readonly Entry[],
  others: readonly string[],
): void {
  if (images.length > 0) return;
  if (loose.length > 0)
    throw new DataError(
      `${folder}: images must stand in one folder for each class (${join(folder, 'rose', loose[0]!.name)}). ` +
        `Found ${loose.length} images without class folders.`,
    );
  throw new DataError(
    `${folder}: images (PNG, JPEG, WebP) in class folders are expected. Found no images` +
      (folders.length > 0 ? ` in ${folders.length} folders` : '') +
      (others.length > 0
        ? `, but ${others.length} other files (${someOf(others.map((path) => relative(folder, path)))})`
        : '') +
      '.' +
      (folders.length === 0 && others.some((path) => dataName.test(path))
        ? ' To open one of these files, give its own path.'
        : ''),
  );
}

function requireTwoClasses(folder: string, folders: readonly Entry[], images: readonly Listed[]): void {
  if (folders.length < 2)
    throw new DataError(
      `${folder}: two classes are needed at least, one folder each. Found only "${folders[0]!.name}".`,
    );
  const empty = folders.find(({ name }) => !images.some(({ className }) => className === name));
  if (empty)
    throw new DataError(
      `${empty.path}: a class folder must hold a readable image (PNG, JPEG, WebP) at least. Found none. Add images or remove the folder.`,
    );
}

function requireEveryClass(
  folder: string,
  classes: readonly string[],
  images: readonly Listed[],
  { read, failures }: DecodedImages,
): void {
  const present = new Set(read.map((i) => images[i]!.className));
  const missing = classes.find((name) => !present.has(name));
  if (missing === undefined) return;
  const own = failures.filter(({ index }) => images[index]!.className === missing);
  throw new DataError(
    `${join(folder, missing)}: a class must have a readable image at least. ` +
      `None of its ${own.length} images can be read (${own[0]!.reason}). Replace them or remove the folder.`,
  );
}

/** Size and channels for a training part, from the headers of its images. */
async function chooseShape(
  images: readonly Listed[],
  options: ImageFolderOptions,
  notes: string[],
): Promise<{ channels: number; height: number; width: number }> {
  const headers: ImageHeader[] = [];
  await inParallel(images, async ({ path }) => {
    // An unreadable one has no say here; decoding reports it.
    const header = await readImageHeader(path).catch(() => undefined);
    if (header) headers.push(header);
  });
  const size = options.imageSize ?? defaultSize(headers);
  const resized = headers.filter(
    ({ height, width }) => height !== size.height || width !== size.width,
  ).length;
  if (resized > 0)
    notes.push(
      `${resized} images resized to ${size.height}x${size.width} (height x width), cut at the centre.`,
    );
  return { channels: options.channels ?? (headers.every(({ grey }) => grey) ? 1 : 3), ...size };
}

function defaultSize(headers: readonly ImageHeader[]): { height: number; width: number } {
  const first = headers[0];
  if (!first) return { height: LARGEST_SQUARE, width: LARGEST_SQUARE };
  if (headers.every(({ height, width }) => height === first.height && width === first.width)) {
    const scale = Math.min(1, LARGEST_SIDE / Math.max(first.height, first.width));
    return {
      height: Math.max(1, Math.round(first.height * scale)),
      width: Math.max(1, Math.round(first.width * scale)),
    };
  }
  const shorter = headers.map(({ height, width }) => Math.min(height, width)).sort((a, b) => a - b);
  const side = Math.min(LARGEST_SQUARE, shorter[Math.floor(shorter.length / 2)]!);
  return { height: side, width: side };
}

/** Colour files often hold grey pictures: with three equal channels everywhere, one says it all. */
function greyIfGrey(features: ImageFeatures): ImageFeatures {
  const { pixels, channels, height, width } = features;
  if (channels !== 3) return features;
  const area = height * width;
  const grey = new Uint8Array(pixels.length / 3);
  for (let i = 0; i < grey.length; i++) {
    const red = Math.floor(i / area) * 3 * area + (i % area);
    if (pixels[red] !== pixels[red + area] || pixels[red] !== pixels[red + 2 * area]) return features;
    grey[i] = pixels[red]!;
  }
  return { ...features, pixels: grey, channels: 1 };
}

/** What decoding left out, each with its reason, and of what it took a part only. */
function noteDecoding(
  { failures, animated }: DecodedImages,
  nameOf: (index: number) => string,
  notes: string[],
): void {
  if (failures.length > 0) {
    const named = failures.slice(0, MOST_NAMED).map(({ index, reason }) => `${nameOf(index)} (${reason})`);
    const more = failures.length - named.length;
    notes.push(
      `${failures.length} unreadable ${failures.length === 1 ? 'image' : 'images'} skipped: ` +
        `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    );
  }
  if (animated.length > 0)
    notes.push(
      `${animated.length} animated ${animated.length === 1 ? 'image' : 'images'} read by the first frame: ${someOf(animated.map(nameOf))}.`,
    );
}
