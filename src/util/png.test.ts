import sharp from 'sharp';
import { expect, test } from 'vitest';
import { png } from './png.ts';
import { randomKey, uniformAt } from './random.ts';

test.each([
  [1, 1, 1],
  [1, 28, 28],
  [3, 7, 5],
  // More than one block of the stream.
  [3, 200, 150],
] as const)(
  'what a decoder reads is what was written: %i channels, %i by %i',
  async (channels, height, width) => {
    const key = randomKey('png', channels, height);
    const pixels = Uint8Array.from({ length: channels * height * width }, (_, i) => 256 * uniformAt(key, i));
    const file = png({ channels, height, width, pixels });
    expect(await sharp(file).metadata()).toMatchObject({ format: 'png', channels, height, width });
    const data = await sharp(file)
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer();
    expect(new Uint8Array(data)).toEqual(pixels);
  },
);
