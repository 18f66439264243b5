import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Axis } from './axis.ts';
import { drawLevels, type Space } from './space.ts';
import { density, suggest } from './suggest.ts';
import { recipe } from '../../recipe/schema.ts';
import { randomKey } from '../../util/random.ts';

const axisOf = (name: string, count: number, ordered: boolean) => ({
  axis: {} as Axis,
  name,
  ordered,
  values: Array.from({ length: count }, (_, level) => level),
});
const space: Space = {
  baseline: recipe({ architecture: { name: 'mlp', size: 8 } }),
  axes: [axisOf('a', 5, true), axisOf('b', 3, false), axisOf('c', 2, false), axisOf('d', 4, true)],
};

describe('a density', () => {
  test('sums to 1, has no zero, and leans to what was seen and to its neighbours', () => {
    const [ordered, plain] = [axisOf('a', 5, true), axisOf('a', 5, false)];
    fc.assert(
      fc.property(fc.array(fc.nat(4)), fc.boolean(), (seen, isOrdered) => {
        const chances = density(isOrdered ? ordered : plain, seen);
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
        for (const chance of chances) expect(chance).toBeGreaterThan(0);
      }),
      { seed: 4 },
    );
    const near = density(ordered, [3, 3, 3]);
    expect(near[3]).toBeGreaterThan(near[2]!);
    expect(near[2]).toBeGreaterThan(near[1]!);
    expect(density(plain, [3, 3, 3])[2]).toBe(density(plain, [3, 3, 3])[1]);
    // Off is no neighbour of the weakest.
    expect(density(ordered, [1])[0]).toBe(density(ordered, [4])[0]);
  });
});

describe('the model', () => {
  /** Worth of a place: level 3 of a and b off are good, c hurts, d is of no account. */
  const loss = ([a, b, c]: readonly number[]) => Math.abs(a! - 3) + (b! > 0 ? 1 : 0) + 2 * c!;
  const ranked = Array.from({ length: 40 }, (_, n) => drawLevels(space, randomKey('seen', n))).sort(
    (one, other) => loss(one) - loss(other),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  test('proposes what is better than random, and not always the same', () => {
    const suggested = Array.from({ length: 40 }, (_, n) => suggest(space, ranked, randomKey('new', n)));
    const random = Array.from({ length: 40 }, (_, n) => drawLevels(space, randomKey('new', n)));
    expect(mean(suggested.map(loss))).toBeLessThan(0.5 * mean(random.map(loss)));
    expect(new Set(suggested.map((levels) => levels.join())).size).toBeGreaterThan(3);
  });

  test('follows from what it is given', () => {
    expect(suggest(space, ranked, 9)).toEqual(suggest(space, [...ranked], 9));
    expect(suggest(space, ranked, 9)).not.toEqual(suggest(space, [...ranked].reverse(), 9));
  });
});
