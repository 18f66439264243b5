/** What the docstrings of the pixel augmentations say of their draws and ranges. */
import { describe, expect, test } from 'vitest';
import { blur } from './blur.ts';
import { brightness } from './brightness.ts';
import { contrast } from './contrast.ts';
import { grayscale } from './grayscale.ts';
import { hue } from './hue.ts';
import { invert } from './invert.ts';
import { noise } from './noise.ts';
import { posterize } from './posterize.ts';
import { saltAndPepper } from './saltAndPepper.ts';
import { saturation } from './saturation.ts';
import { solarize } from './solarize.ts';
import type { NdArray } from '../../graph/types.ts';
import { OptionError } from '../../util/errors.ts';
import { act, applied, scaleOf } from '../../../test/helpers/augment.ts';
import { seededDraw } from '../../../test/helpers/draw.ts';
import { drawsOf } from '../../../test/helpers/draws.ts';

/** Pictures whose raw values lie within 0 to 255. */
const picturesOf = (shape: readonly number[], seed = 1) => seededDraw('pictures', seed).real(shape);

const rawOf = (pictures: NdArray): number[] => {
  const { mean, deviation } = scaleOf(pictures.shape);
  const area = pictures.shape[2]! * pictures.shape[3]!;
  return Array.from(pictures.data, (x, at) => {
    const c = Math.floor(at / area) % mean.length;
    return x * deviation[c]! + mean[c]!;
  });
};

test('posterize takes whole numbers of bits', () => {
  expect(() => posterize.check({ bitsRange: [2.5, 4] })).toThrow(OptionError);
});

test('blur draws the kernel of its sigma', () => {
  const { sigma, kernel } = drawsOf(blur, { sigmaRange: [0.5, 1.5] }, { batch: 50, keys: 1 });
  const width = Math.ceil(3 * 1.5) + 1;
  sigma!.forEach((s, n) => {
    const [middle, next] = Array.from(kernel!.slice(n * width, n * width + 2)) as [number, number];
    expect(next / middle).toBeCloseTo(Math.exp(-1 / (2 * s * s)), 12);
    const sides = kernel!.slice(n * width + 1, (n + 1) * width).reduce((a, b) => a + b);
    expect(middle + 2 * sides).toBeCloseTo(1, 12);
  });
});

test.each([brightness, contrast, saturation, hue, grayscale, invert, posterize, solarize, blur])(
  '$name leaves the examples to which it does not happen as they are, to the bit',
  (augmentation) => {
    // Grain takes values beyond 0 to 255, so that cutting would show.
    const shape = [40, 3, 6, 6];
    const grain = applied(noise, { deviationRange: [1, 1] });
    const before = act(picturesOf(shape), [grain], 3);
    const after = act(picturesOf(shape), [grain, applied(augmentation, { probability: 0.3 })], 3);
    const same = Array.from({ length: 40 }, (_, n) => {
      const row = (pictures: NdArray) => pictures.data.slice(n * 108, (n + 1) * 108).join();
      return row(before) === row(after);
    });
    const kept = same.filter(Boolean).length;
    expect(kept).toBeGreaterThan(15);
    expect(kept).toBeLessThan(40);
  },
);

describe('the range 0 to 255', () => {
  test.each([
    applied(brightness, { factorRange: [0, 4] }),
    applied(contrast, { factorRange: [0, 4] }),
    applied(saturation, { factorRange: [0, 4] }),
    applied(hue, { degreesRange: [-180, 180] }),
    applied(grayscale, { probability: 1 }),
    applied(invert, { probability: 1 }),
    applied(posterize, { bitsRange: [1, 8], probability: 1 }),
    applied(solarize, { thresholdRange: [0, 256], probability: 1 }),
    applied(blur, { sigmaRange: [0.1, 3], probability: 1 }),
    applied(saltAndPepper, { shareRange: [0, 1] }),
  ])('is kept by $augmentation.name', (one) => {
    for (const key of [1, 2, 3]) {
      const raw = rawOf(act(picturesOf([20, 3, 5, 6], key), [one], key));
      expect(Math.min(...raw)).toBeGreaterThan(-1e-9);
      expect(Math.max(...raw)).toBeLessThan(255 + 1e-9);
    }
  });
});

test('saltAndPepper turns the share it drew, half of it white, all channels of a pixel alike', () => {
  const shape = [4, 2, 60, 60];
  const before = picturesOf(shape);
  const raw = rawOf(act(before, [applied(saltAndPepper, { shareRange: [0.2, 0.2] })], 9));
  const old = rawOf(before);
  let [salt, pepper] = [0, 0];
  for (let n = 0; n < 4; n++)
    for (let i = 0; i < 3600; i++) {
      const [first, second] = [0, 1].map((c) => (n * 2 + c) * 3600 + i) as [number, number];
      const isSalt = Math.abs(raw[first]! - 255) < 1e-9;
      const isPepper = Math.abs(raw[first]!) < 1e-9;
      if (isSalt) salt++;
      if (isPepper) pepper++;
      if (isSalt || isPepper) expect(raw[second]).toBeCloseTo(raw[first]!, 9);
      else expect([raw[first], raw[second]]).toEqual([old[first], old[second]]);
    }
  const deviation = Math.sqrt(14400 * 0.1 * 0.9);
  expect(Math.abs(salt - 1440)).toBeLessThan(4 * deviation);
  expect(Math.abs(pepper - 1440)).toBeLessThan(4 * deviation);
});

test('at magnitude 0 the strengths change nothing, at 1 they are the strongest of the papers', () => {
  expect(brightness.atMagnitude!(0).factorRange).toEqual([1, 1]);
  expect(saturation.atMagnitude!(1).factorRange[0]).toBeCloseTo(0.1);
  expect(posterize.atMagnitude!(0).bitsRange).toEqual([8, 8]);
  expect(posterize.atMagnitude!(1).bitsRange).toEqual([2, 8]);
  expect(solarize.atMagnitude!(0).thresholdRange).toEqual([256, 256]);
});
