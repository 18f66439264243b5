import fc from 'fast-check';
import { expect, test } from 'vitest';
import { perspective } from './perspective.ts';
import { shear } from './shear.ts';
import { compose, identityMap, isAffine, type PlaneMap } from './planeMap.ts';
import { makeGraph } from '../../graph/graph.ts';
import { constant } from '../../graph/value.ts';
import { interpret } from '../../runtime/reference.ts';

const square = { channels: 1, height: 8, width: 8 };

/** The entries of a map of one example, a to i. */
function entries(map: PlaneMap): number[] {
  const { a, b, c, d, e, f, g = 0, h = 0, i = 1 } = map;
  const all = [a, b, c, d, e, f, g, h, i].map((entry) =>
    typeof entry === 'number' ? constant([entry]) : entry,
  );
  const outputs = Object.fromEntries(all.map((value, k) => [String(k), value]));
  const results = interpret(makeGraph('entries', [], outputs), {});
  return all.map((_, k) => results[String(k)]!.data[0]!);
}

const at = ([a, b, c, d, e, f, g, h, i]: readonly number[], x: number, y: number) => {
  const w = g! * x + h! * y + i!;
  return { x: (a! * x + b! * y + c!) / w, y: (d! * x + e! * y + f!) / w, w };
};

const drawn = (distortion: number, offsets: readonly number[]) => ({
  distortion: constant([distortion]),
  ...Object.fromEntries(
    offsets.map((offset, k) => [`${k % 2 === 0 ? 'x' : 'y'}${k >> 1}`, constant([offset])] as const),
  ),
});

const corners = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;

const offset = fc.double({ min: -1, max: 1, noNaN: true });
const seeded = { seed: 4, numRuns: 100 };

test('the four corners show the points drawn, and the horizon stays outside the picture', () => {
  const property = fc.property(
    fc.double({ min: 0, max: 0.45, noNaN: true }),
    fc.array(offset, { minLength: 8, maxLength: 8 }),
    (distortion, offsets) => {
      const map = entries(perspective.map(drawn(distortion, offsets), square));
      corners.forEach(([x, y], k) => {
        const point = at(map, x, y);
        expect(point.x).toBeCloseTo(x + distortion * offsets[2 * k]!, 9);
        expect(point.y).toBeCloseTo(y + distortion * offsets[2 * k + 1]!, 9);
        expect(point.w).toBeGreaterThan(0);
      });
    },
  );
  fc.assert(property, seeded);
});

test('without distortion it is the identity, exactly', () => {
  const map = entries(perspective.map(drawn(0, [0.3, -1, 1, 0.2, 0.7, -0.4, -0.9, 1]), square));
  expect(map.map((entry) => entry + 0)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

test('maps compose as functions do', () => {
  const property = fc.property(
    fc.array(offset, { minLength: 8, maxLength: 8 }),
    fc.tuple(offset, offset),
    fc.tuple(offset, offset),
    (offsets, [x, y], [slantX, slantY]) => {
      const one = perspective.map(drawn(0.3, offsets), square);
      const other = shear.map({ x: constant([slantX]), y: constant([slantY]) }, { ...square, width: 16 });
      for (const [outer, inner] of [
        [one, other],
        [other, one],
      ] as const) {
        const within = at(entries(inner), x, y);
        const apart = at(entries(outer), within.x, within.y);
        // A point at the horizon has no place.
        if (Math.abs(within.w) < 0.1 || Math.abs(apart.w) < 0.1) continue;
        const together = at(entries(compose(outer, inner)), x, y);
        expect(together.x).toBeCloseTo(apart.x, 7);
        expect(together.y).toBeCloseTo(apart.y, 7);
      }
    },
  );
  fc.assert(property, seeded);
});

test('a chain without perspective stays affine, so that it is sampled the cheaper way', () => {
  const slant = shear.map({ x: constant([0.1]), y: constant([0.1]) }, square);
  expect(isAffine(compose(compose(identityMap, slant), slant))).toBe(true);
  expect(isAffine(compose(slant, perspective.map(drawn(0.1, [1, 0, 0, 0, 0, 0, 0, 0]), square)))).toBe(false);
});

test('shear moves a pixel by its distance from the centre times the slope, in pixels', () => {
  // Of a picture of 8 rows and 16 columns, 0.5: a pixel 3 rows below the centre is found 1.5 columns further left.
  const map = entries(shear.map({ x: constant([0.5]), y: constant([0]) }, { ...square, width: 16 }));
  const [x, y] = [2 / 8, 3 / 4];
  expect(at(map, x, y)).toEqual({ x: x - 1.5 / 8, y, w: 1 });
});
