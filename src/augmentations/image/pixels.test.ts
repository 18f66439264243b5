/** What the docstrings of the pixel augmentations say of their draws and ranges. */
import { describe, expect, test } from 'vitest';
import type { ImageAugmentation } from './augmentation.ts';
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
import { makeGraph } from '../../graph/graph.ts';
import type { NdArray } from '../../graph/types.ts';
import { input } from '../../graph/value.ts';
import { interpret } from '../../runtime/reference.ts';
import { OptionError } from '../../util/errors.ts';
import { act, applied, scaleOf } from '../../../test/helpers/augment.ts';
import { seededDraw } from '../../../test/helpers/draw.ts';
import { keyArray } from '../../../test/helpers/layers.ts';

/** The draws of an augmentation for a batch. */
function drawsOf(augmentation: object, options: object, batch: number, key = 5): Record<string, number[]> {
  const { defaults, sample } = augmentation as ImageAugmentation;
  const keyInput = input('key', [], 'uint32');
  const draws = sample({ key: keyInput, salt: 77, batch }, { ...defaults, ...options });
  const results = interpret(makeGraph('draws', [keyInput], draws), { key: keyArray(key) });
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data)]));
}

/** Kolmogorov and Smirnov's distance to the uniform distribution on a range, times √n. */
function unevenness(values: readonly number[], [low, high]: readonly [number, number]): number {
  const n = values.length;
  const sorted = [...values].sort((a, b) => a - b);
  const distances = sorted.map((x, i) =>
    Math.max((i + 1) / n - (x - low) / (high - low), (x - low) / (high - low) - i / n),
  );
  return Math.max(...distances) * Math.sqrt(n);
}

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

test.each<[object, string, string, readonly [number, number]]>([
  [brightness, 'factor', 'factorRange', [0.5, 1.7]],
  [contrast, 'factor', 'factorRange', [0.2, 1.1]],
  [saturation, 'factor', 'factorRange', [0, 3]],
  [hue, 'degrees', 'degreesRange', [-40, 15]],
  [saltAndPepper, 'share', 'shareRange', [0.1, 0.6]],
  [blur, 'sigma', 'sigmaRange', [0.5, 1.5]],
  [solarize, 'threshold', 'thresholdRange', [30, 200]],
])('%o draws its %s evenly from %s', (augmentation, name, option, range) => {
  const values = drawsOf(augmentation, { [option]: range, probability: 1 }, 3000)[name]!;
  // 1.95 is exceeded by one sample in a thousand.
  expect(unevenness(values, range)).toBeLessThan(1.95);
});

test('posterize draws each number of bits alike, both ends included', () => {
  const bits = drawsOf(posterize, { bitsRange: [3, 6], probability: 1 }, 4000).bits!;
  for (const wanted of [3, 4, 5, 6]) {
    const count = bits.filter((value) => value === wanted).length;
    expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75));
  }
  expect(() => posterize.check({ bitsRange: [2.5, 4] })).toThrow(OptionError);
});

test('blur draws the kernel of its sigma', () => {
  const { sigma, kernel } = drawsOf(blur, { sigmaRange: [0.5, 1.5], probability: 1 }, 50);
  const width = Math.ceil(3 * 1.5) + 1;
  sigma!.forEach((s, n) => {
    const [middle, next] = kernel!.slice(n * width, n * width + 2) as [number, number];
    expect(next / middle).toBeCloseTo(Math.exp(-1 / (2 * s * s)), 12);
    const sides = kernel!.slice(n * width + 1, (n + 1) * width).reduce((a, b) => a + b);
    expect(middle + 2 * sides).toBeCloseTo(1, 12);
  });
});

test.each([brightness, contrast, saturation, hue, grayscale, invert, posterize, solarize, blur])(
  '$name happens to the share of examples that probability says, the others stay as they are to the bit',
  (augmentation) => {
    const happens = drawsOf(augmentation, { probability: 0.3 }, 4000).happens!;
    const share = happens.reduce((a, b) => a + b) / 4000;
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 4000));
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
