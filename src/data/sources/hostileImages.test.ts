/** Pictures that nobody would make on purpose, each of which is read right or named with its reason. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { workingFolder } from '../../../test/helpers/command.ts';
import { crc32 } from '../../util/crc32.ts';
import { DataError, OptionError } from '../../util/errors.ts';
import { readImageFolder } from './imageFolder.ts';
import { openImages } from './openImages.ts';

const root = workingFolder();
let folders = 0;

function folder(files: Readonly<Record<string, Buffer | string>>): string {
  const path = join(root, `set${folders++}`);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

/** A PNG whose header announces a size that its few bytes do not have. */
function announced(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const parts = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

const side = 8;
const raw = (colour: readonly number[], channels = colour.length) =>
  sharp(Buffer.from(Array.from({ length: side * side }, () => colour).flat()), {
    raw: { width: side, height: side, channels: channels as 1 | 2 | 3 | 4 },
  });
const colour = () => raw([200, 100, 50]);
const frames = (format: 'gif' | 'webp') =>
  sharp(Buffer.concat([Buffer.alloc(192, 10), Buffer.alloc(192, 200)]), {
    raw: { width: side, height: 2 * side, channels: 3, pageHeight: side },
  })
    .toFormat(format, { lossless: true })
    .toBuffer();

let plain: Buffer;
beforeAll(async () => {
  plain = await colour().png().toBuffer();
});

/** The first pixel of each picture by name, and the notes. */
async function firstPixels(files: Readonly<Record<string, Buffer | string>>) {
  const path = folder({ 'a/plain.png': plain, 'b/plain.png': plain, ...files });
  const { train } = await readImageFolder(path);
  const { features } = train;
  if (features.kind !== 'image') throw new Error('images expected');
  const area = features.height * features.width;
  const pixels = train.origins!.map((name, i) => [
    name,
    [0, 1, 2].map((c) => features.pixels[(i * features.channels + c) * area]!),
  ]);
  return { pixels: Object.fromEntries(pixels) as Record<string, number[]>, notes: train.notes };
}

describe('pictures of unusual kinds are read right', () => {
  it('16 bits, palettes, grey with transparency, a wrong extension', async () => {
    const { pixels, notes } = await firstPixels({
      'a/deep.png': await colour().toColourspace('rgb16').png().toBuffer(),
      'a/palette.png': await colour().png({ palette: true, colours: 4 }).toBuffer(),
      'a/half-clear.png': await raw([100, 128]).png().toBuffer(),
      'a/really-webp.jpg': await colour().webp({ lossless: true }).toBuffer(),
      'a/really-png.webp': plain,
    });
    const expected = [200, 100, 50];
    // Half of 100 and half of the white behind it.
    expect(pixels).toEqual({
      'a/plain.png': expected,
      'b/plain.png': expected,
      'a/deep.png': expected,
      'a/palette.png': expected,
      'a/half-clear.png': [177, 177, 177],
      'a/really-webp.jpg': expected,
      'a/really-png.webp': expected,
    });
    expect(notes).toEqual([]);
  });

  it('CMYK, about as it looks', async () => {
    const { pixels } = await firstPixels({
      'a/print.jpg': await colour().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
    });
    pixels['a/print.jpg']!.forEach((value, c) =>
      expect(Math.abs(value - [200, 100, 50][c]!)).toBeLessThan(40),
    );
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turned as the camera says: orientation %i', async (orientation) => {
    // One bright corner, and where each orientation shows it.
    const corner = { 1: 0, 2: 1, 3: 3, 4: 2, 5: 0, 6: 1, 7: 3, 8: 2 }[orientation]!;
    const bytes = Buffer.alloc(side * side);
    for (let i = 0; i < 4; i++) bytes.fill(255, i * side, i * side + 4);
    const turned = await sharp(bytes, { raw: { width: side, height: side, channels: 1 } })
      .withMetadata({ orientation })
      .jpeg({ quality: 100 })
      .toBuffer();
    const path = folder({ 'a/1.jpg': turned, 'b/1.jpg': turned });
    const { features } = (await readImageFolder(path, { channels: 1 })).train;
    if (features.kind !== 'image') throw new Error('images expected');
    const corners = [0, side - 1, side * (side - 1), side * side - 1].map((at) => features.pixels[at]! > 128);
    expect(corners).toEqual([0, 1, 2, 3].map((at) => at === corner));
  });

  it('animated WebP by its first frame, with a note; GIF as a kind that is not read', async () => {
    const { pixels, notes } = await firstPixels({
      'a/moving.webp': await frames('webp'),
      'a/moving.gif': await frames('gif'),
    });
    expect(pixels['a/moving.webp']).toEqual([10, 10, 10]);
    expect(notes).toEqual([
      '1 files of other kinds than PNG, JPEG, WebP ignored: a/moving.gif.',
      '1 animated image read by the first frame: a/moving.webp.',
    ]);
  });
});

describe('pictures that cannot be read are named with their reason', () => {
  it('each of them, and the others are kept', async () => {
    const jpeg = await colour().jpeg().toBuffer();
    const { pixels, notes } = await firstPixels({
      'a/cut.jpg': jpeg.subarray(0, -4),
      'a/cut.png': plain.subarray(0, -20),
      'a/header-only.png': plain.subarray(0, 20),
      'a/huge.png': announced(50_000, 50_000),
      'a/nothing.png': '',
      'a/really-gif.png': await frames('gif'),
      'a/text.png': 'Dear reader,\n',
    });
    expect(Object.keys(pixels)).toEqual(['a/plain.png', 'b/plain.png']);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^7 unreadable images skipped: /);
    for (const reason of [
      'a/cut.jpg (the file is truncated: its end marker is missing)',
      'a/cut.png (the file is truncated: its end marker is missing)',
      'a/header-only.png (the content is no picture, or its header is broken)',
      'a/huge.png (50000x50000 are more than 100 million pixels)',
      'a/nothing.png (the file is empty)',
      'a/really-gif.png (content is gif, not PNG, JPEG or WebP)',
      'a/text.png (the content is no picture, or its header is broken)',
    ])
      expect(notes[0]).toContain(reason);
  });

  it('the first twenty by name, and how many more there are', async () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`a/${i}.png`, '']));
    const { notes } = await firstPixels(many);
    expect(notes[0]).toMatch(/^25 unreadable images skipped: .* and 5 more\.$/);
  });

  it('refuses instead where asked to', async () => {
    const path = folder({ 'a/1.png': plain, 'b/1.png': plain, 'b/huge.png': announced(50_000, 50_000) });
    const refused = readImageFolder(path, { unreadable: 'refuse' });
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toThrow(
      `${join(path, 'b', 'huge.png')}: must be a readable image. Received a broken one (50000x50000 are more than`,
    );
  });
});

describe('folders that nobody would make on purpose', () => {
  it('reads odd names, and shows them so that they cannot act on a terminal', async () => {
    const odd = ['a/it\'s $(rm) "ü🌺".png', 'a/line\nbreak.png', 'a/-rf.png', 'a/%2e%2e.png', 'a/UPPER.PNG'];
    const { pixels, notes } = await firstPixels({
      ...Object.fromEntries(odd.map((name) => [name, plain])),
      'a/\u001b[31mred.png': '',
      'a/\u202egnp.txt': '',
    });
    expect(Object.keys(pixels).sort()).toEqual([...odd, 'a/plain.png', 'b/plain.png'].sort());
    expect(notes).toEqual([
      '1 files of other kinds than PNG, JPEG, WebP ignored: a/\\u{202e}gnp.txt.',
      '1 unreadable image skipped: a/\\u{1b}[31mred.png (the file is empty).',
    ]);
  });

  it('reads no deeper than 32 folders, and says so', async () => {
    const deep = (levels: number) => `a/${'d/'.repeat(levels)}1.png`;
    const { pixels, notes } = await firstPixels({ [deep(32)]: plain, [deep(40)]: plain });
    expect(Object.keys(pixels)).toEqual([deep(32), 'a/plain.png', 'b/plain.png']);
    expect(notes).toEqual([`1 folders more than 32 deep not read: a/${'d/'.repeat(33).slice(0, -1)}.`]);
    await expect(
      openImages([folder({ [deep(40)]: plain })], { channels: 3, height: 8, width: 8 }),
    ).rejects.toThrow('folders are read 32 deep at most');
  });

  it('follows no link that leaves the folder, and ignores what is hidden', async () => {
    const outside = folder({ 'secret/1.png': plain });
    const path = folder({
      'a/1.png': plain,
      'b/1.png': plain,
      'a/.hidden.png': plain,
      '.cache/1.png': plain,
    });
    symlinkSync(join(outside, 'secret'), join(path, 'a', 'away'));
    symlinkSync('../../../..', join(path, 'b', 'up'));
    const { train } = await readImageFolder(path);
    expect(train.origins).toEqual(['a/1.png', 'b/1.png']);
    expect(train.notes).toEqual(['2 symbolic links that leave the folder not followed: a/away, b/up.']);
  });
});

describe('groups of pictures', () => {
  const files = () => ({
    'train/rose/red-1_01.png': plain,
    'train/rose/red-1_02.png': plain,
    'train/rose/single.png': plain,
    'train/lily/ann/1.png': plain,
    'train/lily/ann/deeper/2.png': plain,
    'train/lily/two_parts_3.png': plain,
    'test/lily/plain.png': plain,
  });

  it('are told by file name or by folder; what has none stands alone', async () => {
    const byName = await readImageFolder(folder(files()), { group: 'prefix' });
    expect(byName.train.groups).toEqual([
      'train/lily/ann/1.png',
      'train/lily/ann/deeper/2.png',
      'two_parts',
      'red-1',
      'red-1',
      'train/rose/single.png',
    ]);
    expect(byName.test!.groups).toEqual(['test/lily/plain.png']);
    const { train } = await readImageFolder(
      folder({
        'rose/ann/1.png': plain,
        'rose/ann/b/2.png': plain,
        'lily/bob/1.png': plain,
        'lily/2.png': plain,
      }),
      { group: 'folder' },
    );
    expect(train.groups).toEqual(['lily/2.png', 'bob', 'ann', 'ann']);
  });

  it('are refused where none is told', async () => {
    const path = folder({ 'a/1.png': plain, 'b/1.png': plain });
    await expect(readImageFolder(path, { group: 'patient' })).rejects.toThrow(OptionError);
    await expect(readImageFolder(path, { group: 'prefix' })).rejects.toThrow(
      'must have an underscore in their names',
    );
    await expect(readImageFolder(path, { group: 'folder' })).rejects.toThrow(
      'folders within the class folders',
    );
  });
});
