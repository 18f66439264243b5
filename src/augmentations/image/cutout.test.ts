import { expect, test } from 'vitest';
import { cutout, type CutoutOptions } from './cutout.ts';
import { makeGraph } from '../../graph/graph.ts';
import { constant, input } from '../../graph/value.ts';
import { interpret } from '../../runtime/reference.ts';
import { OptionError } from '../../util/errors.ts';
import { keyArray } from '../../../test/helpers/layers.ts';

const [batch, channels, rows, columns] = [64, 2, 20, 30];
const size = rows * columns;

/** Which pixels of each example are covered: pictures of ones, so that what is 0 is. All channels are the same. */
function covered(options: Partial<CutoutOptions>, probability = 1): boolean[][] {
  const key = input('key', [], 'uint32');
  const shape = [batch, channels, rows, columns];
  const context = { key, batch, salt: 7, scale: { mean: [0, 0], deviation: [1, 1] } };
  const draws = cutout.sample(context, { ...cutout.defaults, ...options, probability });
  const ones = constant(new Float64Array(batch * channels * size).fill(1), shape);
  const { y } = interpret(makeGraph('cutout', [key], { y: cutout.apply(ones, draws, context) }), {
    key: keyArray(0x1234567),
  });
  return Array.from({ length: batch }, (_, n) => {
    const plane = (c: number) =>
      Array.from(
        y!.data.slice((n * channels + c) * size, (n * channels + c + 1) * size),
        (value) => value === 0,
      );
    expect(plane(1)).toEqual(plane(0));
    return plane(0);
  });
}

/** First and last covered row and column, or undefined where none is. */
function bounds(plane: readonly boolean[]) {
  const at = plane.flatMap((is, place) => (is ? [place] : []));
  const [down, across] = [at.map((p) => Math.floor(p / columns)), at.map((p) => p % columns)];
  return at.length === 0
    ? undefined
    : {
        top: Math.min(...down),
        bottom: Math.max(...down),
        left: Math.min(...across),
        right: Math.max(...across),
      };
}

test('covers one whole rectangle of the area asked for, inside the picture, at any place', () => {
  const planes = covered({ areaRange: [0.1, 0.1], aspectRange: [1, 1] });
  const seen = planes.map((plane) => {
    const { top, bottom, left, right } = bounds(plane)!;
    const [height, width] = [bottom - top + 1, right - left + 1];
    expect(plane.filter(Boolean)).toHaveLength(height * width);
    // √0.1 of 20 rows and of 30 columns: 6.3 and 9.5, to the pixel.
    expect([6, 7]).toContain(height);
    expect([9, 10]).toContain(width);
    return { top, left };
  });
  for (const [name, most] of [
    ['top', 14],
    ['left', 21],
  ] as const) {
    const places = new Set(seen.map((one) => one[name]));
    expect(Math.min(...places)).toBe(0);
    expect(Math.max(...places)).toBeGreaterThanOrEqual(most - 1);
    expect(places.size).toBeGreaterThan(most * 0.7);
  }
});

test('aspect is width over height', () => {
  for (const plane of covered({ areaRange: [0.05, 0.05], aspectRange: [4, 4] })) {
    const { top, bottom, left, right } = bounds(plane)!;
    // Shares of √0.2 across and √0.0125 down: 13.4 columns and 2.2 rows.
    expect([13, 14]).toContain(right - left + 1);
    expect([2, 3]).toContain(bottom - top + 1);
  }
});

test('several rectangles lie at places of their own', () => {
  const share = (count: number) =>
    covered({ areaRange: [0.1, 0.1], count }).reduce((sum, plane) => sum + plane.filter(Boolean).length, 0) /
    (batch * size);
  expect(share(1)).toBeCloseTo(0.1, 2);
  // Were they one over the other, it would still be 0.1; were they never, 0.3.
  expect(share(3)).toBeGreaterThan(0.22);
  expect(share(3)).toBeLessThan(0.295);
});

test('leaves the others alone', () => {
  const untouched = covered({}, 0.25).filter((plane) => !plane.some(Boolean)).length;
  expect(Math.abs(untouched - 0.75 * batch)).toBeLessThan(4 * Math.sqrt(batch * 0.25 * 0.75));
});

test.each([0, 1.5, 17, NaN])('refuses count %s', (count) => {
  const check = () => cutout.check({ ...cutout.defaults, count });
  expect(check).toThrow(OptionError);
  expect(check).toThrow(`cutout: count must be a whole number from 1 to 16. Received count=${count}.`);
});
