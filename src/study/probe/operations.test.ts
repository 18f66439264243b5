import { expect, test } from 'vitest';
import { atStrength, operationsFor } from './operations.ts';
import { arrows } from '../../../test/helpers/examples.ts';

const [shift, zoom, crop, cutout, blur, posterize, solarize, randAugment, flip] = operationsFor(arrows(4), [
  ...['shift', 'zoom', 'crop', 'cutout', 'blur', 'posterize', 'solarize', 'randAugment', 'flipHorizontal'],
]);

test('a strength stretches ranges about the number at which the operation does nothing', () => {
  expect(atStrength(shift!, 0.5)).toEqual({ ...shift, xRange: [-0.05, 0.05], yRange: [-0.05, 0.05] });
  expect(atStrength(zoom!, 0.5)).toEqual({ ...zoom, scaleRange: [0.85, 1.15] });
  expect(atStrength(crop!, 0.5)).toMatchObject({ areaRange: [0.75, 1], aspectRange: [0.875, 1.167] });
  expect(atStrength(cutout!, 0.5)).toMatchObject({ areaRange: [0.025, 0.125], aspectRange: [0.75, 1.5] });
  expect(atStrength(blur!, 0.5)).toMatchObject({ sigmaRange: [0.05, 0.75] });
  expect(atStrength(solarize!, 1.5)).toMatchObject({ thresholdRange: [64, 256] });
  expect(atStrength(randAugment!, 0.5)).toMatchObject({ magnitude: 0.15 });
});

test('there is none where there is no range, nor where it would be refused', () => {
  expect(atStrength(flip!, 0.5)).toBeUndefined();
  // Bits are whole numbers: from 8, half of the way to 7 is none.
  expect(atStrength(posterize!, 0.5)).toBeUndefined();
  expect(atStrength(zoom!, 10)).toBeUndefined();
});
