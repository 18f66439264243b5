import { expect, test } from 'vitest';
import { atStrength, gently, operationsFor } from './operations.ts';
import { arrows } from '../../../test/helpers/examples.ts';

const [shift, zoom, crop, cutout, blur, posterize, solarize, randAugment, flip] = operationsFor(arrows(4), [
  ...['shift', 'zoom', 'crop', 'cutout', 'blur', 'posterize', 'solarize', 'randAugment', 'flipHorizontal'],
]);

test('a strength stretches ranges about the number at which the operation does nothing', () => {
  expect(gently(shift!)).toEqual({ ...shift, xRange: [-0.05, 0.05], yRange: [-0.05, 0.05] });
  expect(gently(zoom!)).toEqual({ ...zoom, scaleRange: [0.925, 1.075] });
  expect(gently(crop!)).toMatchObject({ areaRange: [0.75, 1], aspectRange: [0.875, 1.167] });
  expect(gently(cutout!)).toMatchObject({ areaRange: [0.025, 0.125], aspectRange: [0.75, 1.5] });
  expect(gently(blur!)).toMatchObject({ sigmaRange: [0.05, 0.75] });
  expect(atStrength(solarize!, 1.5)).toMatchObject({ thresholdRange: [64, 256] });
  expect(gently(randAugment!)).toMatchObject({ magnitude: 0.15 });
});

test('what has no range stays as it is, and so does what would be refused', () => {
  expect(atStrength(flip!, 0.5)).toBeUndefined();
  expect(gently(flip!)).toEqual(flip);
  // Bits are whole numbers: from 8, half of the way to 7 is none.
  expect(gently(posterize!)).toEqual(posterize);
  expect(atStrength(zoom!, 10)).toBeUndefined();
});
