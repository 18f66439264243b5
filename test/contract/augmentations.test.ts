import { describe, expect, test } from 'vitest';
import { act, applied, augmentedPictures, program, scaleOf } from '../helpers/augment.ts';
import { seededDraw } from '../helpers/draw.ts';
import { keyArray } from '../helpers/layers.ts';
import { runtimeDifference } from '../helpers/numeric.ts';
import { thingsOf } from '../helpers/rooms.ts';
import type { AppliedAugmentation } from '../../src/augmentations/image/augmentImages.ts';
import type { ImageAugmentation } from '../../src/augmentations/image/augmentation.ts';
import { blur } from '../../src/augmentations/image/blur.ts';
import { brightness } from '../../src/augmentations/image/brightness.ts';
import { contrast } from '../../src/augmentations/image/contrast.ts';
import { flipHorizontal } from '../../src/augmentations/image/flipHorizontal.ts';
import { hue } from '../../src/augmentations/image/hue.ts';
import { noise } from '../../src/augmentations/image/noise.ts';
import { posterize } from '../../src/augmentations/image/posterize.ts';
import { rotate } from '../../src/augmentations/image/rotate.ts';
import { saltAndPepper } from '../../src/augmentations/image/saltAndPepper.ts';
import { saturation } from '../../src/augmentations/image/saturation.ts';
import { shift } from '../../src/augmentations/image/shift.ts';
import { solarize } from '../../src/augmentations/image/solarize.ts';
import { zoom } from '../../src/augmentations/image/zoom.ts';
import type { NdArray } from '../../src/graph/types.ts';
import { input } from '../../src/graph/value.ts';
import { verify } from '../../src/graph/verify.ts';
import { OptionError } from '../../src/util/errors.ts';
import { elementCount } from '../../src/util/shape.ts';

const augmentations = await thingsOf<ImageAugmentation>('augmentations/image');

const random = (shape: readonly number[], seed = 1) => seededDraw('pictures', seed).real(shape);

/** A smooth picture, so that resampling it twice loses little. */
function smooth(shape: readonly [number, number, number, number]): NdArray {
  const [, , height, width] = shape;
  const data = Float64Array.from({ length: elementCount(shape) }, (_, at) => {
    const [j, i] = [at % width, Math.floor(at / width) % height];
    return (
      Math.sin((2.2 * Math.PI * j) / width + 0.3) + Math.cos((1.7 * Math.PI * i) / height + (0.8 * j) / width)
    );
  });
  return { dtype: 'float32', shape, data };
}

/** A picture of which pixel (i, j) is f(i, j). */
function picture(height: number, width: number, f: (i: number, j: number) => number): NdArray {
  const data = Float64Array.from({ length: height * width }, (_, at) =>
    f(Math.floor(at / width), at % width),
  );
  return { dtype: 'float32', shape: [1, 1, height, width], data };
}

const difference = (a: NdArray, b: NdArray, where: (at: number) => boolean = () => true): number =>
  Array.from(a.data).reduce(
    (worst, x, at) => (where(at) ? Math.max(worst, Math.abs(x - b.data[at]!)) : worst),
    0,
  );

describe.each(augmentations)('augmentation $name', ({ name, thing: augmentation }) => {
  const always = applied(augmentation, { probability: 1 });
  const suits = ([, channels, height, width]: readonly number[]) =>
    augmentation.applies?.({ channels: channels!, height: height!, width: width! }) ?? true;
  const shape = [6, suits([6, 2, 9, 12]) ? 2 : 3, 9, 12];

  test('carries the name of its file, is frozen, and says in a sentence what it does', () => {
    expect(augmentation.name).toBe(name);
    expect(Object.isFrozen(augmentation) && Object.isFrozen(augmentation.defaults)).toBe(true);
    expect(augmentation.explanation).toMatch(/^[a-z].*[a-z]$/);
    expect(augmentation.defaults.probability).toBeGreaterThan(0);
  });

  test('with probability 0 is the identity and costs no node', () => {
    const pictures = input('pictures', shape);
    const key = input('key', [], 'uint32');
    expect(
      augmentedPictures(pictures, key, [applied(augmentation, { probability: 0 })], scaleOf(shape)),
    ).toBe(pictures);
  });

  test('keeps the shape, changes pictures, gives finite numbers', () => {
    // A single small picture may be drawn to stay as it is.
    const changes: number[] = [];
    for (const size of [shape, [1, 1, 28, 28], [2, 3, 5, 4]].filter(suits)) {
      const pictures = random(size);
      const result = act(pictures, [always]);
      expect(result.shape).toEqual(size);
      expect(result.data.every(Number.isFinite)).toBe(true);
      changes.push(difference(result, pictures));
      expect(verify(program(size, [always]))).toEqual([]);
    }
    expect(Math.max(...changes)).toBeGreaterThan(0.01);
  });

  test('is a pure function of pictures and key', () => {
    const half = applied(augmentation, { probability: 0.5 });
    const pictures = random(shape);
    expect(act(pictures, [half], 5)).toEqual(act(pictures, [half], 5));
    const results = [5, 6, 7, 8].map((key) => act(pictures, [half], key).data.join());
    expect(new Set(results).size).toBeGreaterThan(2);
  });

  // What is mixed from two copies is a copy; see the tests of mixing.
  if (augmentation.kind !== 'mixing')
    test('draws for each example by itself', () => {
      const one = random([1, ...shape.slice(1)]);
      const copies: NdArray = {
        ...one,
        shape: [64, ...shape.slice(1)],
        data: Float64Array.from({ length: 64 * one.data.length }, (_, at) => one.data[at % one.data.length]!),
      };
      const half = applied(augmentation, { probability: 0.5 });
      const { data } = act(copies, [half], 3);
      const rows = Array.from({ length: 64 }, (_, n) =>
        data.slice(n * one.data.length, (n + 1) * one.data.length),
      );
      const same = rows.filter((row) => difference({ ...one, data: row }, one) < 1e-9).length;
      // Half of 64 within four standard deviations.
      expect(same).toBeGreaterThanOrEqual(16);
      expect(same).toBeLessThanOrEqual(48);
      expect(new Set(rows.map((row) => row.join())).size).toBeGreaterThan(1);
      // An example's draws do not depend on its pixels.
      const other = random([64, ...shape.slice(1)], 2);
      const unchanged = (result: NdArray, before: NdArray) =>
        rows.map((_, n) => {
          const part = (array: NdArray) => array.data.slice(n * one.data.length, (n + 1) * one.data.length);
          return difference({ ...one, data: part(result) }, { ...one, data: part(before) }) < 1e-9;
        });
      expect(unchanged(act(other, [half], 3), other)).toEqual(unchanged(act(copies, [half], 3), copies));
    });

  // Sampling points are rounded to float32 (1e-7 of the picture, times its width in pixels, times the step between
  // neighbouring pixels, here up to 4), and cosines and logarithms differ in their last bits; hence not 1e-5.
  test('runs in onnxruntime as in the reference, within 2e-4', async () => {
    for (const size of [shape, [3, 1, 28, 28], [2, 3, 5, 4]].filter(suits))
      for (const probability of [0.5, 1])
        for (const key of [1, 0xdeadbeef]) {
          const graph = program(size, [applied(augmentation, { probability })]);
          expect(await runtimeDifference(graph, { pictures: random(size), key: keyArray(key) })).toBeLessThan(
            2e-4,
          );
        }
  });

  test('acts on pictures of three channels, and says so where it does not act on others', () => {
    expect(suits([1, 3, 5, 5])).toBe(true);
    for (const channels of [1, 2, 4])
      if (!suits([1, channels, 5, 5]))
        expect(() => program([1, channels, 5, 5], [always])).toThrow(
          `${name}: acts on pictures with three channels, red, green and blue. Received ${channels} channel`,
        );
  });

  test.each([-0.1, 1.5, NaN])('refuses probability %s', (probability) => {
    expect(() => program(shape, [applied(augmentation, { probability })])).toThrow(OptionError);
    expect(() => program(shape, [applied(augmentation, { probability })])).toThrow(
      `${name}: probability must be in [0, 1]. Received probability=${probability}`,
    );
  });
});

test('flipHorizontal is the exact mirror', () => {
  const pictures = random([2, 3, 5, 8]);
  const mirrored = act(pictures, [applied(flipHorizontal, { probability: 1 })]);
  const expected = pictures.data.map((_, at) => pictures.data[at - (at % 8) + 7 - (at % 8)]!) as Float64Array;
  expect(difference(mirrored, { ...pictures, data: expected })).toBeLessThan(1e-12);
});

test.each([
  [1, 0],
  [0, 1],
  [-2, 3],
  [3, -1],
])('shift by %s pixels right and %s down is exact; the border repeats', (right, down) => {
  const [height, width] = [7, 10];
  const before = picture(height, width, (i, j) => i * 100 + j);
  const after = act(before, [
    applied(shift, { xRange: [right / width, right / width], yRange: [down / height, down / height] }),
  ]);
  const clamp = (x: number, top: number) => Math.min(top, Math.max(0, x));
  const expected = picture(
    height,
    width,
    (i, j) => clamp(i - down, height - 1) * 100 + clamp(j - right, width - 1),
  );
  expect(difference(after, expected)).toBeLessThan(1e-9);
});

test('rotate by 90° turns a square picture clockwise, pixel by pixel', () => {
  const side = 6;
  const before = picture(side, side, (i, j) => i * 10 + j);
  const quarter = applied(rotate, { degreesRange: [90, 90] });
  // Clockwise: the left column, from below, becomes the top row.
  const expected = picture(side, side, (i, j) => (side - 1 - j) * 10 + i);
  expect(difference(act(before, [quarter]), expected)).toBeLessThan(1e-9);
  const half = picture(side, side, (i, j) => (side - 1 - i) * 10 + (side - 1 - j));
  expect(difference(act(before, [quarter, quarter]), half)).toBeLessThan(1e-9);
  expect(difference(act(before, [applied(rotate, { degreesRange: [180, 180] })]), half)).toBeLessThan(1e-9);
});

test('rotate turns a picture that is not square without stretching it', () => {
  // A disc of radius 5 in the centre of 16 by 32 pixels stays what it is.
  const disc = picture(16, 32, (i, j) => (Math.hypot(i - 7.5, j - 15.5) < 5 ? 1 : 0));
  const turned = act(disc, [applied(rotate, { degreesRange: [37, 37] })]);
  expect(
    difference(
      turned,
      disc,
      (at) => Math.abs(Math.hypot(Math.floor(at / 32) - 7.5, (at % 32) - 15.5) - 5) > 1.5,
    ),
  ).toBeLessThan(1e-9);
  // A point right of the centre goes below it by a quarter turn, at the same distance in pixels.
  const point = picture(16, 32, (i, j) => (i >= 7 && i <= 8 && j >= 19 && j <= 20 ? 1 : 0));
  const below = picture(16, 32, (i, j) => (i >= 11 && i <= 12 && j >= 15 && j <= 16 ? 1 : 0));
  expect(difference(act(point, [applied(rotate, { degreesRange: [90, 90] })]), below)).toBeLessThan(1e-9);
});

test('zoom above 1 comes closer, below 1 moves away', () => {
  const square = picture(8, 8, (i, j) => (i >= 3 && i <= 4 && j >= 3 && j <= 4 ? 1 : 0));
  const sum = (array: NdArray) => Array.from(array.data).reduce((a, b) => a + b, 0);
  const at = (scale: number) =>
    sum(act(square, [applied(zoom, { scaleRange: [scale, scale], probability: 1 })]));
  expect(at(1)).toBeCloseTo(4, 12);
  expect(at(2)).toBeCloseTo(16, 9);
  expect(at(0.5)).toBeLessThan(4);
  expect(at(1.5)).toBeGreaterThan(4);
  // The factor is that of lengths: what was at distance d of the centre is then at scale · d.
  const slope = picture(9, 9, (_, j) => j - 4);
  const closer = act(slope, [applied(zoom, { scaleRange: [2, 2], probability: 1 })]);
  const expected = picture(9, 9, (_, j) => (j - 4) / 2);
  expect(difference(closer, expected)).toBeLessThan(1e-9);
});

describe('several geometric augmentations', () => {
  const shape = [1, 1, 40, 48] as const;
  const before = smooth(shape);
  const centre = (at: number) => {
    const [i, j] = [Math.floor(at / 48), at % 48];
    return Math.abs(i - 19.5) < 8 && Math.abs(j - 23.5) < 8;
  };
  const turn = applied(rotate, { degreesRange: [30, 30] });
  const move = applied(shift, { xRange: [0.1, 0.1], yRange: [-0.05, -0.05] });
  const larger = applied(zoom, { scaleRange: [1.3, 1.3], probability: 1 });
  const mirror = applied(flipHorizontal, { probability: 1 });

  test.each([
    ['rotate, shift', [turn, move]],
    ['shift, rotate', [move, turn]],
    ['zoom, shift', [larger, move]],
    ['shift, flip', [move, mirror]],
    ['rotate, flip', [turn, mirror]],
    ['flip, rotate, zoom, shift', [mirror, turn, larger, move]],
  ] as const)('%s: together are one after the other, away from the border', (_, list) => {
    const together = act(before, list);
    const oneByOne = list.reduce((pictures, one) => act(pictures, [one]), before);
    expect(difference(together, oneByOne, centre)).toBeLessThan(0.02);
    // The order matters, so that the test above would see a wrong one.
    expect(difference(together, act(before, [...list].reverse()), centre)).toBeGreaterThan(0.1);
  });

  test('two of one kind draw apart', () => {
    const pictures = random([32, 1, 9, 9]);
    const flip = applied(flipHorizontal, { probability: 0.5 });
    const twice = act(pictures, [flip, flip], 4);
    // With one draw for both, two flips would always undo each other.
    expect(difference(twice, pictures)).toBeGreaterThan(0.1);
  });

  test('grain is laid over the moved picture, whatever the order of the list', async () => {
    const grain = applied(noise, { deviationRange: [0.3, 0.3] });
    const both = program(shape, [grain, turn, move]);
    expect(await runtimeDifference(both, { pictures: before, key: keyArray(3) })).toBeLessThan(2e-4);
    const moved = act(before, [turn, move]).data;
    const laid = act(before, [grain, turn, move]).data.map((x, at) => x - moved[at]!);
    expect(deviationOf(Array.from(laid))).toBeGreaterThan(0.27);
  });
});

const deviationOf = (values: readonly number[]): number => {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
};

test('noise is normal, of mean 0 and the deviation asked for, new for every pixel', () => {
  const pictures = random([32, 2, 28, 28]);
  const result = act(pictures, [applied(noise, { deviationRange: [0.5, 0.5] })], 17);
  const grain = Array.from(result.data, (x, at) => (x - pictures.data[at]!) / 0.5);
  const n = grain.length;
  const moment = (k: number) => grain.reduce((sum, x) => sum + x ** k, 0) / n;
  // Standard errors of the moments of n normal draws: √(1/n), √(2/n), √(15/n), √(96/n).
  expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  const beyond = grain.filter((x) => Math.abs(x) > 1.959964).length;
  expect(Math.abs(beyond - 0.05 * n)).toBeLessThan(4 * Math.sqrt(0.05 * 0.95 * n));
  const pairs = grain.slice(1).reduce((sum, x, i) => sum + x * grain[i]!, 0) / Math.sqrt(n);
  expect(Math.abs(pairs)).toBeLessThan(4);
});

test('the strength of noise is drawn for each example within its range', () => {
  const pictures: NdArray = { dtype: 'float32', shape: [50, 1, 20, 20], data: new Float64Array(20000) };
  const { data } = act(pictures, [applied(noise, { deviationRange: [0.1, 0.4] })], 2);
  const strengths = Array.from({ length: 50 }, (_, n) =>
    deviationOf(Array.from(data.slice(n * 400, n * 400 + 400))),
  );
  // 400 draws leave a standard error of 3.5% of each.
  expect(Math.min(...strengths)).toBeGreaterThan(0.085);
  expect(Math.min(...strengths)).toBeLessThan(0.18);
  expect(Math.max(...strengths)).toBeGreaterThan(0.32);
  expect(Math.max(...strengths)).toBeLessThan(0.46);
});

test.each<[string, AppliedAugmentation]>([
  ['rotate: degreesRange', applied(rotate, { degreesRange: [10, -10] })],
  ['rotate: degreesRange', applied(rotate, { degreesRange: [-200, 0] })],
  ['shift: xRange', applied(shift, { xRange: [0, 2] })],
  ['shift: yRange', applied(shift, { yRange: [NaN, 0] })],
  ['zoom: scaleRange', applied(zoom, { scaleRange: [0, 1], probability: 1 })],
  ['noise: deviationRange', applied(noise, { deviationRange: [-1, 1] })],
  ['saltAndPepper: shareRange', applied(saltAndPepper, { shareRange: [0, 1.5] })],
  ['blur: sigmaRange', applied(blur, { sigmaRange: [0, 1] })],
  ['brightness: factorRange', applied(brightness, { factorRange: [1.2, 0.8] })],
  ['contrast: factorRange', applied(contrast, { factorRange: [-1, 1] })],
  ['saturation: factorRange', applied(saturation, { factorRange: [0, 11] })],
  ['hue: degreesRange', applied(hue, { degreesRange: [0, 181] })],
  ['posterize: bitsRange', applied(posterize, { bitsRange: [0, 4] })],
  ['solarize: thresholdRange', applied(solarize, { thresholdRange: [0, 257] })],
])('%s outside its limits is refused', (message, one) => {
  expect(() => program([1, 3, 4, 4], [one])).toThrow(OptionError);
  expect(() => program([1, 3, 4, 4], [one])).toThrow(
    `${message} must be two numbers, the lower first, within`,
  );
});
