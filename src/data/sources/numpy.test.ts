import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npy, npz, type Values } from '../../../test/helpers/numpyFiles.ts';
import { DataError, OptionError } from '../../util/errors.ts';
import { openData, openDataLike, openImages } from './open.ts';

let root: string;
let files = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hibiscus-numpy-'));
});
afterAll(() => rm(root, { recursive: true }));

const u1 = (shape: readonly number[], values: Values) => npy(shape, values, { descr: '|u1' });
const ints = (...values: number[]) => npy([values.length], values, { descr: '<i8' });
const floats = (...values: number[]) => npy([values.length], values);
const texts = (...values: string[]) => npy([values.length], values, { descr: '<U8' });

/** Writes these files into a folder of their own. */
async function folder(content: Readonly<Record<string, Buffer>>): Promise<string> {
  const path = join(root, String(files++));
  await mkdir(path);
  for (const [name, bytes] of Object.entries(content)) await writeFile(join(path, name), bytes);
  return path;
}

const archive = async (arrays: Readonly<Record<string, Buffer>>) =>
  join(await folder({ 'a.npz': npz(arrays) }), 'a.npz');

const pictures = u1([3, 1, 2], [0, 1, 2, 3, 4, 255]);

describe('arrays of NumPy', () => {
  it('reads an archive with Keras names, its parts and groups, and says what it left out', async () => {
    const path = await archive({
      x_train: pictures,
      y_train: ints(7, 2, 7),
      groups_train: texts('ann', 'bob', 'ann'),
      x_test: u1([1, 1, 2], [9, 8]),
      y_test: ints(2),
      mean: floats(0.5),
    });
    const { train, test, kind } = await openData(path);
    expect(kind).toBe('image');
    expect(train).toEqual({
      size: 3,
      features: {
        kind: 'image',
        pixels: new Uint8Array([0, 1, 2, 3, 4, 255]),
        channels: 1,
        height: 1,
        width: 2,
      },
      target: { kind: 'classes', classes: ['2', '7'], labels: new Int32Array([1, 0, 1]) },
      groups: ['ann', 'bob', 'ann'],
      origins: ['a.npz#0', 'a.npz#1', 'a.npz#2'],
      notes: ['arrays with other names ignored: mean.'],
    });
    expect(test!.target).toEqual({ kind: 'classes', classes: ['2', '7'], labels: new Int32Array([0]) });
  });

  it('reads pairs of files and folders of them, gzipped or not', async () => {
    const path = await folder({
      'x_train.npy': pictures,
      'y_train.npy.gz': gzipSync(ints(0, 1, 0)),
      'x_test.npy': u1([1, 1, 2], [9, 8]),
      'y_test.npy': ints(1),
    });
    expect((await openData(path)).test!.size).toBe(1);
    const pair = await openData(join(path, 'x_train.npy'), { test: join(path, 'x_test.npy') });
    expect([pair.train.size, pair.test!.size]).toEqual([3, 1]);
    const other = await folder({
      'roses-data.npy': pictures,
      'roses-labels.npy': texts('a', 'b', 'a'),
      'labels.npy': ints(1),
    });
    expect((await openData(join(other, 'roses-data.npy'))).train.target).toMatchObject({
      classes: ['a', 'b'],
    });
    const zipped = join(
      await folder({ 'a.npz.gz': gzipSync(npz({ x: pictures, y: ints(0, 1, 0) })) }),
      'a.npz.gz',
    );
    expect((await openData(zipped)).train.size).toBe(3);
  });

  it('reads channels where they stand, and floats by their range', async () => {
    const featuresOf = async (x: Buffer) => {
      const { train } = await openData(await archive({ x, y: ints(0, 1) }));
      return { ...train.features, notes: train.notes };
    };
    const last = npy([2, 1, 2, 3], [0, 0.2, 0.4, 0.6, 0.8, 1, 1, 0, 1, 0, 1, 0], {
      descr: '>f8',
      fortran: true,
    });
    expect(await featuresOf(last)).toEqual({
      kind: 'image',
      pixels: new Uint8Array([0, 153, 51, 204, 102, 255, 255, 0, 0, 255, 255, 0]),
      channels: 3,
      height: 1,
      width: 2,
      notes: ['pictures of values 0 to 1 are read as whole numbers 0 to 255.'],
    });
    expect(await featuresOf(npy([2, 3, 5, 1], Array<number>(30).fill(7.4)))).toMatchObject({
      channels: 1,
      height: 3,
      width: 5,
      pixels: new Uint8Array(30).fill(7),
      notes: ['pictures of values 0 to 255 are read as whole numbers 0 to 255, rounded.'],
    });
    expect(await featuresOf(u1([2, 3, 5, 6], Array<number>(180).fill(1)))).toMatchObject({
      channels: 3,
      height: 5,
      width: 6,
      notes: [],
    });
    expect(await featuresOf(npy([2, 1, 2], [1, 0, 0, 1], { descr: '|b1' }))).toMatchObject({
      pixels: new Uint8Array([255, 0, 0, 255]),
    });
  });

  it('keeps the scale of training in a test part', async () => {
    const x = npy([2, 1, 2], [0, 0.5, 1, 0]);
    const dark = npy([1, 1, 2], [0.1, 0.2]);
    const y = ints(0, 1);
    const { test } = await openData(await archive({ x_train: x, y_train: y, x_test: dark, y_test: ints(1) }));
    expect(test!.features).toMatchObject({ pixels: new Uint8Array([26, 51]) });
    const bright = npy([1, 1, 2], [10, 20]);
    const wrong = await archive({ x_train: x, y_train: y, x_test: bright, y_test: ints(1) });
    await expect(openData(wrong)).rejects.toThrow(
      'x_test.npy: pictures must have values from 0 to 1 as in training. Received 10.',
    );
  });

  it('reads tables with the names of their columns, missing values, and numbers to predict', async () => {
    const x = npy([3, 2], [1, 2, NaN, 4, 5, 6]);
    const named = await openData(
      await archive({ X: x, y: floats(0.5, 1, 2), feature_names: texts('age', 'size') }),
    );
    expect(named).toMatchObject({
      kind: 'table',
      train: {
        features: { numericColumns: ['age', 'size'], numbers: new Float32Array([1, 2, NaN, 4, 5, 6]) },
        target: { kind: 'number', values: new Float32Array([0.5, 1, 2]) },
      },
      schema: { target: { kind: 'number' }, numericColumns: ['age', 'size'] },
    });
    const one = await openData(await archive({ data: floats(1, 2, 3), target: floats(0, 1, 1) }));
    expect(one.train).toMatchObject({
      features: { numericColumns: ['x0'] },
      target: { classes: ['0', '1'] },
    });
    const regression = await openData(await archive({ x, y: ints(1, 2, 3) }), { task: 'regression' });
    expect(regression.train.target.kind).toBe('number');
    const many = Array.from({ length: 21 }, (_, i) => i);
    const counted = await openData(await archive({ x: floats(...many), y: ints(...many) }));
    expect(counted.train.target.kind).toBe('number');
    const classes = await openData(await archive({ x: u1([21, 1, 1], many), y: ints(...many) }));
    expect(classes.train.target.kind).toBe('classes');
  });

  it('reads labels in a column, one-hot, as booleans and as texts', async () => {
    const labelsOf = async (y: Buffer) => (await openData(await archive({ x: pictures, y }))).train.target;
    expect(await labelsOf(u1([3, 1], [4, 9, 4]))).toMatchObject({ classes: ['4', '9'] });
    expect(await labelsOf(npy([3, 3], [0, 0, 1, 1, 0, 0, 0, 0, 1]))).toMatchObject({
      classes: ['0', '2'],
      labels: new Int32Array([1, 0, 1]),
    });
    expect(await labelsOf(npy([3], [1, 0, 1], { descr: '|b1' }))).toMatchObject({
      classes: ['false', 'true'],
    });
    expect(await labelsOf(texts('rose', 'lily', 'rose'))).toMatchObject({ classes: ['lily', 'rose'] });
  });

  it('opens later parts and inputs of a model', async () => {
    const x = npy([2, 2], [1, 2, 3, 4]);
    const trained = await openData(await archive({ x, y: ints(0, 1) }));
    if (trained.kind !== 'table') throw new Error('a table expected');
    const path = await archive({ x, y: ints(1, 1) });
    const part = await openDataLike(path, { kind: 'table', schema: trained.schema });
    expect(part.target).toMatchObject({ labels: new Int32Array([1, 1]) });
    await expect(
      openDataLike(await archive({ x: floats(1), y: ints(1) }), { kind: 'table', schema: trained.schema }),
    ).rejects.toThrow('its 1 columns need as many distinct names. Received 2: x0, x1');
    const inputs = await openImages([join(await folder({ 'new.npy': pictures }), 'new.npy')], {
      channels: 1,
      height: 1,
      width: 2,
    });
    expect(inputs.names).toEqual(['new.npy#0', 'new.npy#1', 'new.npy#2']);
    expect(inputs.features.pixels.length).toBe(6);
  });

  it.each<[string, Record<string, Buffer>, string]>([
    ['no labels', { x_train: pictures }, 'x_train.npy: labels must stand beside the examples'],
    ['other names', { a: pictures, b: ints(1) }, 'arrays must be named x and y (also x_train, y_train'],
    ['only a test part', { x_test: pictures, y_test: ints(1, 2, 3) }, 'training examples are needed'],
    ['two of a kind', { x: pictures, images: pictures, y: ints(1, 2, 3) }, 'Received both "x" and "images"'],
    ['lengths', { x: pictures, y: ints(1, 2) }, 'y.npy: there must be one label for each of the 3 examples'],
    [
      'no examples',
      { x: u1([0, 2, 2], []), y: ints() },
      'x.npy: at least one example is needed. Received shape (0, 2, 2)',
    ],
    ['a scalar', { x: npy([], [1]), y: ints(1) }, 'at least one example is needed. Received shape ()'],
    [
      'five dimensions',
      { x: u1([1, 1, 1, 1, 1], [1]), y: ints(1) },
      'pictures must be [N, H, W], [N, H, W, C]',
    ],
    ['many channels', { x: u1([1, 9, 1, 9], Array<number>(81).fill(0)), y: ints(1) }, 'with 1 to 4 channels'],
    [
      'negative pixels',
      { x: npy([2, 1, 1], [-1, 1]), y: ints(0, 1) },
      'or floats from 0 to 1. Received -1. Rescale',
    ],
    ['pixels that are none', { x: npy([2, 1, 1], [NaN, 1]), y: ints(0, 1) }, 'Received NaN. Rescale'],
    [
      'deep pixels',
      { x: npy([2, 1, 1], [1, 999], { descr: '<u2' }), y: ints(0, 1) },
      'Received 999. Rescale',
    ],
    ['infinite rows', { x: floats(1, Infinity), y: ints(0, 1) }, 'Received Infinity in row 1, column 0'],
    ['one class', { x: pictures, y: ints(3, 3, 3) }, 'two classes are needed at least. Received only "3"'],
    [
      'one number',
      { x: pictures, y: floats(0.5, 0.5, 0.5) },
      'the numbers to predict must vary. Received 0.5',
    ],
    ['no number', { x: pictures, y: floats(0.5, NaN, 1) }, 'must be finite. Received NaN for example 1'],
    ['rows of labels', { x: pictures, y: npy([3, 2], [1, 1, 0, 0, 1, 0]) }, 'labels must be one a row'],
    [
      'empty texts',
      { x: pictures, y: texts('a', '', 'b') },
      'every example must have a label. Example 1 has none',
    ],
    ['texts as rows', { x: texts('a', 'b'), y: ints(0, 1) }, 'rows of numbers are expected. Received texts'],
    ['groups', { x: pictures, y: ints(0, 1, 0), group: ints(1) }, 'one group for each of the 3 examples'],
    [
      'another size',
      { x: pictures, y: ints(0, 1, 0), x_test: u1([1, 2, 2], [1, 2, 3, 4]), y_test: ints(1) },
      'x_test.npy: images must be 1x1x2 as in training. Received 1x2x2',
    ],
    [
      'an unseen label',
      { x: pictures, y: ints(0, 1, 0), x_test: u1([1, 1, 2], [1, 2]), y_test: ints(5) },
      'labels must be among those of training (0, 1). Received 5 for example 0',
    ],
  ])('refuses %s', async (_, arrays, message) => {
    const reading = openData(await archive(arrays));
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses broken files and options of other data, naming the file', async () => {
    const path = await folder({
      'x.npy': pictures.subarray(0, -2),
      'y.npy': ints(0, 1, 0),
      'a.npz': Buffer.from('PK\x03\x04'),
    });
    await expect(openData(join(path, 'x.npy'))).rejects.toThrow(
      `${join(path, 'x.npy')}: expected 6 bytes for shape (3, 1, 2) of type '|u1'. Found 4: the file is truncated.`,
    );
    await expect(openData(join(path, 'a.npz'))).rejects.toThrow(
      `${join(path, 'a.npz')}: the zip archive is truncated`,
    );
    await expect(openData(join(path, 'x.npy'), { target: 'y' })).rejects.toThrow(OptionError);
  });
});
