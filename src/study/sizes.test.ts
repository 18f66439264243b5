import { describe, expect, test } from 'vitest';
import { epochsAtSameCost, halvedSizes, smallerSizes } from './sizes.ts';

describe('smaller sizes', () => {
  test.each([
    [256, [181, 128, 91, 64, 45, 32, 23, 16, 11, 8, 6, 4, 3, 2, 1]],
    [12, [8, 6, 4, 3, 2, 1]],
    [3, [2, 1]],
    [2, [1]],
    [1, []],
  ])('%d: %j', (size, sizes) => expect(smallerSizes(size)).toEqual(sizes));

  test('fall, are whole and distinct, and at most as many as asked for', () => {
    for (let size = 1; size < 200; size++) {
      const sizes = smallerSizes(size, 6);
      expect(sizes.length).toBeLessThanOrEqual(6);
      [size, ...sizes].reduce((larger, smaller) => {
        expect(Number.isInteger(smaller) && smaller >= 1 && smaller < larger).toBe(true);
        return smaller;
      });
    }
  });
});

test('a smaller size trains for about as long as the largest, and four times its epochs at the most', () => {
  expect([16, 11, 8, 4, 2, 1].map((size) => epochsAtSameCost(40, 16, size))).toEqual([
    ...[40, 58, 80, 160, 160, 160],
  ]);
});

test('halves are every other one', () => expect(halvedSizes(256)).toEqual([128, 64, 32, 16, 8, 4, 2]));
