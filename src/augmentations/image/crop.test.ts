import { expect, test } from 'vitest';
import { crop } from './crop.ts';
import type { ImageAugmentation } from './augmentation.ts';
import { OptionError } from '../../util/errors.ts';
import { drawsOf, farFromUniform } from '../../../test/helpers/draws.ts';

const draws = (options: object) => drawsOf(crop as unknown as ImageAugmentation, options);

test.each([
  { areaRange: [0.5, 1], aspectRange: [3 / 4, 4 / 3] },
  { areaRange: [0.3, 0.9], aspectRange: [0.2, 5] },
  { areaRange: [1, 1], aspectRange: [0.5, 3] },
])('the part of %o lies within the picture, its aspect log-uniform over what fits', (options) => {
  const { area, aspect, x, y } = draws(options);
  const place: number[] = [];
  let reach = 0;
  for (let n = 0; n < area!.length; n++) {
    const [width, height] = [Math.sqrt(area![n]! * aspect![n]!), Math.sqrt(area![n]! / aspect![n]!)];
    reach = Math.max(reach, Math.abs(x![n]! * (1 - width)) + width, Math.abs(y![n]! * (1 - height)) + height);
    const low = Math.log(Math.max(options.aspectRange[0]!, area![n]!));
    const high = Math.log(Math.min(options.aspectRange[1]!, 1 / area![n]!));
    if (high > low) place.push((Math.log(aspect![n]!) - low) / (high - low));
  }
  expect(reach).toBeLessThanOrEqual(1 + 1e-9);
  if (place.length > 0) expect(farFromUniform(place, [0, 1])).toBeLessThan(1.95);
  for (const values of [x!, y!]) expect(farFromUniform(values, [-1, 1])).toBeLessThan(1.95);
});

test('an aspect that no rectangle of such an area has is refused, with what to do', () => {
  const check = (areaRange: readonly [number, number], aspectRange: readonly [number, number]) => () =>
    crop.check({ areaRange, aspectRange });
  expect(check([0.5, 0.9], [2, 3])).toThrow(OptionError);
  expect(check([0.5, 0.9], [2, 3])).toThrow(/crop: aspectRange must reach into \[0\.9, 1\.11\d*\].*\[2, 3\]/);
  expect(check([0.5, 0.9], [0.3, 0.8])).toThrow('Widen it, or lower areaRange');
  expect(check([0.2, 0.5], [2, 3])).not.toThrow();
  expect(check([0, 1], [1, 1])).toThrow('crop: areaRange must be two numbers');
});
