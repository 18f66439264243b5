import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImageFolder } from './imageFolder.ts';
import { openImages } from './openImages.ts';
import { DataError, OptionError } from '../../util/errors.ts';

let root: string;
let folders = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hibiscus-images-'));
});
afterAll(() => rm(root, { recursive: true }));

type Format = 'png' | 'jpeg' | 'webp';

/** A picture of one colour; `colour` has 1 or 3 channels. */
function plain(
  height: number,
  width: number,
  colour: readonly number[],
  format: Format = 'png',
): Promise<Buffer> {
  const bytes = Buffer.from(Array.from({ length: height * width }, () => colour).flat());
  const raw = { width, height, channels: colour.length as 1 | 3 };
  const image = sharp(bytes, { raw });
  const toned = colour.length === 1 ? image.toColourspace('b-w') : image;
  return toned.toFormat(format).toBuffer();
}

/** A picture that does not compress, so that cutting its end cuts pixels. */
function noisy(height: number, width: number, format: Format): Promise<Buffer> {
  const bytes = Buffer.from(
    Array.from({ length: height * width * 3 }, (_, i) => (i * 7919 + ((i * i) % 251)) % 256),
  );
  return sharp(bytes, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}

async function folder(files: Record<string, Buffer | string>): Promise<string> {
  const path = join(root, `set${folders++}`);
  await mkdir(path);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return path;
}

describe('readImageFolder', () => {
  it('reads pixels exactly, channels first, classes sorted', async () => {
    const bytes = Buffer.from([1, 2, 3, 4, 5, 6]);
    const first = await sharp(bytes, { raw: { width: 2, height: 1, channels: 3 } })
      .png()
      .toBuffer();
    const path = await folder({ 'rose/a.png': first, 'lily/b.png': await plain(1, 2, [9, 8, 7]) });
    const { train } = await readImageFolder(path);
    expect(train.features).toEqual({
      kind: 'image',
      pixels: new Uint8Array([9, 9, 8, 8, 7, 7, 1, 4, 2, 5, 3, 6]),
      channels: 3,
      height: 1,
      width: 2,
    });
    expect(train.target).toEqual({
      kind: 'classes',
      classes: ['lily', 'rose'],
      labels: new Int32Array([0, 1]),
    });
    expect(train.origins).toEqual([join('lily', 'b.png'), join('rose', 'a.png')]);
    expect(train.notes).toEqual([]);
  });

  it('uses one channel for grey images, also where the files are in colour', async () => {
    const grey = await folder({
      'a/1.png': await plain(2, 2, [10]),
      'b/1.webp': await plain(2, 2, [20, 20, 20], 'png'),
    });
    const { features } = (await readImageFolder(grey)).train;
    expect(features).toMatchObject({ channels: 1, pixels: new Uint8Array([10, 10, 10, 10, 20, 20, 20, 20]) });
    const asked = (await readImageFolder(grey, { channels: 3 })).train.features;
    expect(asked).toMatchObject({ channels: 3 });
  });

  it('reads 16 bits, transparency and camera orientation', async () => {
    const deep = await sharp(new Uint16Array([0, 0x8000, 0xffff, 257]), {
      raw: { width: 4, height: 1, channels: 1 },
    })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const clear = await sharp(Buffer.from([50, 50, 50, 0, 60, 60, 60, 255, 0, 0, 0, 255, 1, 1, 1, 255]), {
      raw: { width: 4, height: 1, channels: 4 },
    })
      .png()
      .toBuffer();
    const turned = await sharp(Buffer.from([1, 2, 3, 4]), { raw: { width: 1, height: 4, channels: 1 } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const path = await folder({ 'a/deep.png': deep, 'b/clear.png': clear, 'c/turned.png': turned });
    const { features, size } = (await readImageFolder(path)).train;
    expect(size).toBe(3);
    expect(features).toMatchObject({ channels: 1, height: 1, width: 4 });
    expect([...(features.kind === 'image' ? features.pixels : [])]).toEqual([
      0, 128, 255, 1, 255, 60, 0, 1, 4, 3, 2, 1,
    ]);
  });

  it('chooses a size: the common one, capped, or a square of the median shorter side', async () => {
    const sized = async (...sizes: [number, number][]) => {
      const files = await Promise.all(sizes.map(([height, width]) => plain(height, width, [7], 'jpeg')));
      const path = await folder(Object.fromEntries(files.map((file, i) => [`${i % 2}/${i}.jpg`, file])));
      const { train } = await readImageFolder(path);
      if (train.features.kind !== 'image') throw new Error('images expected');
      return { size: [train.features.height, train.features.width], notes: train.notes };
    };
    expect(await sized([20, 30], [20, 30])).toEqual({ size: [20, 30], notes: [] });
    expect((await sized([100, 192], [100, 192])).size).toEqual([33, 64]);
    expect(await sized([20, 30], [40, 24], [50, 50])).toEqual({
      size: [24, 24],
      notes: ['3 images resized to 24x24 (height x width), cut at the centre.'],
    });
    expect((await sized([200, 300], [400, 240])).size).toEqual([64, 64]);
  });

  it('names unreadable and truncated images, or refuses them', async () => {
    const [png, jpeg, webp] = await Promise.all([
      noisy(90, 30, 'png'),
      noisy(90, 30, 'jpeg'),
      noisy(90, 30, 'webp'),
    ]);
    const cut = (file: Buffer, share: number) => file.subarray(0, Math.floor(file.length * share));
    const rotten = Buffer.from(png);
    const middle = Math.floor(rotten.length / 2);
    rotten.fill(0x55, middle, middle + 40);
    const path = await folder({
      'a/good.png': png,
      'a/rotten.png': rotten,
      'a/half.png': cut(png, 0.5),
      'a/tail.png': png.subarray(0, -6),
      'a/most.jpg': cut(jpeg, 0.95),
      'a/most.webp': cut(webp, 0.95),
      'a/text.png': 'not a picture',
      'a/vector.png': '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>',
      'b/good.jpg': jpeg,
      'b/good.webp': webp,
    });
    // A square cuts the ends of these tall pictures off: truncation must be seen there too.
    const { train } = await readImageFolder(path, { imageSize: { height: 16, width: 16 } });
    expect(train.origins).toEqual(['a/good.png', 'b/good.jpg', 'b/good.webp']);
    const note = train.notes.find((text) => text.includes('unreadable'))!;
    expect(note).toMatch(/^7 unreadable images skipped: /);
    for (const name of [
      'half.png',
      'rotten.png',
      'tail.png',
      'most.jpg',
      'most.webp',
      'text.png',
      'vector.png',
    ])
      expect(note).toContain(`a/${name} (`);
    expect(train.target).toMatchObject({ labels: new Int32Array([0, 1, 1]) });
    const alone = await readImageFolder(
      await folder({ 'a/good.png': png, 'b/good.jpg': jpeg, 'b/good.webp': webp }),
      { imageSize: { height: 16, width: 16 } },
    );
    expect(train.features).toEqual(alone.train.features);
    const refused = readImageFolder(path, { unreadable: 'refuse' });
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toThrow(
      /^.*\/a\/(half|rotten|tail|most|text|vector)\.\w+: must be a readable image/,
    );
  });

  it('ignores hidden files, counts others, and follows no link out of the folder', async () => {
    const image = await plain(2, 2, [5]);
    const outside = await folder({ 'secret.png': image });
    const path = await folder({
      'a/1.png': image,
      'a/deeper/2.png': image,
      'a/.hidden.png': image,
      '.cache/x.png': image,
      'b/1.png': image,
      'b/readme.txt': 'text',
      'loose.png': image,
    });
    await symlink(outside, join(path, 'c'));
    await symlink(join(outside, 'secret.png'), join(path, 'b', 'out.png'));
    await symlink(join(path, 'a', '1.png'), join(path, 'b', 'in.png'));
    await symlink(join(path, 'a'), join(path, 'a', 'loop'));
    const { train } = await readImageFolder(path);
    expect(train.origins).toEqual(['a/1.png', 'a/deeper/2.png', 'b/1.png', 'b/in.png']);
    expect(train.notes).toEqual([
      '1 images outside class folders ignored: loose.png.',
      '1 files of other kinds than PNG, JPEG, WebP ignored: b/readme.txt.',
      '2 symbolic links that leave the folder not followed: c, b/out.png.',
    ]);
  });

  it('reads train, val and test with the classes, size and channels of training', async () => {
    const path = await folder({
      'train/a/1.png': await plain(4, 4, [1]),
      'train/b/1.png': await plain(4, 4, [2]),
      'valid/b/1.png': await plain(8, 8, [30, 30, 30]),
      'test/a/1.png': await plain(4, 4, [4]),
    });
    const { train, validation, test } = await readImageFolder(path);
    expect(validation!.features).toMatchObject({
      channels: 1,
      height: 4,
      width: 4,
      pixels: new Uint8Array(16).fill(30),
    });
    expect(validation!.target).toEqual({ kind: 'classes', classes: ['a', 'b'], labels: new Int32Array([1]) });
    expect(test!.size + train.size).toBe(3);
    await cp(join(path, 'train', 'a'), join(path, 'test', 'bb'), { recursive: true });
    await expect(readImageFolder(path)).rejects.toThrow(
      `${join(path, 'test', 'bb')}: class folders must be among those of training (a, b). Received "bb".`,
    );
    await mkdir(join(path, 'val'));
    await expect(readImageFolder(path)).rejects.toThrow(
      'one validation folder is expected. Found val/ and valid/',
    );
  });

  it('reports progress', async () => {
    const path = await folder({
      'a/1.png': await plain(1, 1, [1]),
      'b/1.png': 'broken',
      'b/2.png': await plain(1, 1, [2]),
    });
    const calls: string[] = [];
    await readImageFolder(path, { onProgress: (done, total) => calls.push(`${done}/${total}`) });
    expect(calls).toEqual(['1/3', '2/3', '3/3']);
  });

  it('says what a folder lacks', async () => {
    const image = await plain(1, 1, [1]);
    const refuses = async (files: Record<string, Buffer | string>, message: string) => {
      const reading = readImageFolder(await folder(files));
      await expect(reading).rejects.toThrow(DataError);
      await expect(reading).rejects.toThrow(message);
    };
    await refuses({}, 'Found no images.');
    await refuses(
      { 'a/x.txt': '', 'b/y.txt': '' },
      'Found no images in 2 folders, but 2 other files (a/x.txt, b/y.txt)',
    );
    await refuses({ '1.png': image, '2.png': image }, 'Found 2 images without class folders');
    await refuses(
      { 'rose/1.png': image },
      'two classes are needed at least, one folder each. Found only "rose"',
    );
    await refuses({ 'a/1.png': image, 'b/x.txt': '' }, 'b: a class folder must hold a readable image');
    await refuses({ 'a/1.png': image, 'b/1.png': 'no' }, 'None of its 1 images can be read');
    await refuses({ 'test/a/1.png': image }, 'must have a train/ with class folders too');
    await expect(readImageFolder(join(root, 'nowhere'))).rejects.toThrow('no such file or folder');
    const path = await folder({ 'a/1.png': image, 'b/1.png': image });
    await expect(readImageFolder(path, { imageSize: { height: 0, width: 4 } })).rejects.toThrow(OptionError);
    await expect(readImageFolder(path, { channels: 2 as 3 })).rejects.toThrow(OptionError);
    const huge = await folder(
      Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`${i % 2}/${i}.png`, image])),
    );
    await expect(readImageFolder(huge, { imageSize: { height: 4096, width: 4096 } })).rejects.toThrow(
      'Choose a smaller imageSize or fewer images',
    );
  });
});

describe('openImages', () => {
  it('reads files and folders in order, and refuses what it cannot read', async () => {
    const path = await folder({
      'x/2.png': await plain(4, 4, [2, 2, 2]),
      'x/1.png': await plain(4, 4, [1]),
      'one.webp': await plain(2, 2, [50, 50, 50], 'png'),
      'bad.png': 'no',
    });
    const like = { channels: 1, height: 2, width: 2 };
    const { features, names } = await openImages([join(path, 'one.webp'), join(path, 'x')], like);
    expect(names).toEqual([join(path, 'one.webp'), join(path, 'x', '1.png'), join(path, 'x', '2.png')]);
    expect([...features.pixels]).toEqual([50, 50, 50, 50, 1, 1, 1, 1, 2, 2, 2, 2]);
    await expect(openImages([join(path, 'bad.png')], like)).rejects.toThrow(
      'bad.png: must be a readable image',
    );
    await expect(openImages([], like)).rejects.toThrow(DataError);
  });
});
