import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearScale, logScale, numberTick, percentTick, pointsTick, signedTick } from './scale.ts';
import { shortCount } from '../../util/format.ts';

const labels = (values: number[], label: typeof numberTick, more = {}) =>
  linearScale({ values, range: [0, 100], label, ...more }).ticks.map((tick) => tick.label);

describe('linearScale', () => {
  test('ticks are round numbers, and the ends are ticks', () => {
    expect(labels([0.83, 1], percentTick, { bounds: [0, 1] })).toEqual(['80%', '85%', '90%', '95%', '100%']);
    expect(labels([0, 2.4], numberTick)).toEqual(['0.0', '0.5', '1.0', '1.5', '2.0', '2.5']);
    expect(labels([-0.02, 0.041], pointsTick)).toEqual(['−2', '0', '+2', '+4', '+6']);
    expect(labels([-1, 2], signedTick)).toEqual(['−1', '0', '+1', '+2']);
  });

  test('whole numbers only, where asked', () => {
    expect(labels([1, 3], numberTick, { integer: true, nice: false })).toEqual(['1', '2', '3']);
    expect(labels([1, 1], numberTick, { integer: true, nice: false })).toContain('1');
  });

  test('all equal: the value stands inside, and the bounds hold', () => {
    const scale = linearScale({ values: [1, 1], range: [0, 100], bounds: [0, 1], label: percentTick });
    expect(scale.domain[0]).toBeLessThan(1);
    expect(scale.domain[1]).toBe(1);
  });

  test('any values, also not finite ones: all inside, in order, few ticks with different labels', () => {
    const values = fc.array(fc.oneof(fc.double(), fc.double({ min: -1e3, max: 1e3 })), { maxLength: 8 });
    fc.assert(
      fc.property(values, fc.boolean(), (given, nice) => {
        const scale = linearScale({ values: given, range: [10, 90], nice, label: numberTick });
        const inside = given
          .filter((value) => Number.isFinite(value) && Math.abs(value) < 1e300)
          .sort((a, b) => a - b);
        const at = inside.map(scale.at);
        expect(at.every((x) => x >= 10 - 1e-6 && x <= 90 + 1e-6)).toBe(true);
        at.slice(1).forEach((x, i) => expect(x).toBeGreaterThanOrEqual(at[i]!));
        expect(scale.ticks.length).toBeLessThan(14);
        expect(new Set(scale.ticks.map((tick) => tick.label)).size).toBe(scale.ticks.length);
        expect(scale.ticks.map((tick) => `${tick.label} ${scale.at(tick.value)}`).join()).not.toMatch(
          /NaN|undefined/,
        );
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('logScale', () => {
  test('equal factors are equal distances', () => {
    const scale = logScale({ values: [100, 100_000], range: [0, 300], label: shortCount });
    expect(scale.at(1000) - scale.at(100)).toBeCloseTo(scale.at(100_000) - scale.at(10_000));
    expect(scale.ticks.map((tick) => tick.label)).toContain('10k');
  });

  test('any counts: all inside, at least one tick, never too many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double(), fc.integer({ min: 0, max: 1e7 })), { maxLength: 6 }),
        (given) => {
          const scale = logScale({ values: given, range: [0, 300], label: shortCount });
          for (const value of given.filter(Number.isFinite)) {
            expect(scale.at(value)).toBeGreaterThanOrEqual(0);
            expect(scale.at(value)).toBeLessThanOrEqual(300);
          }
          expect(scale.ticks.length).toBeGreaterThan(0);
          expect(scale.ticks.length).toBeLessThan(12);
        },
      ),
      { seed: 4 },
    );
  });
});
