import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thingsOf } from '../helpers/rooms.ts';
import {
  constant,
  cosine,
  exponential,
  oneCycle,
  polynomial,
  reduceOnPlateau,
  stepDecay,
  warmupConstant,
} from '../../src/schedules/index.ts';
import type { Schedule } from '../../src/schedules/schedule.ts';
import { OptionError } from '../../src/util/errors.ts';

const files = await thingsOf<(options?: object) => Schedule>('schedules');
const factors = (schedule: Schedule, total: number) =>
  Array.from({ length: total }, (_, step) => schedule.factor(step, total));

describe.each(files)('schedule $name', ({ name, thing: factory }) => {
  test('carries the name of its file and is frozen, options too', () => {
    const schedule = factory();
    expect(schedule.name).toBe(name);
    expect(Object.isFrozen(schedule) && Object.isFrozen(schedule.options)).toBe(true);
    expect(factory(schedule.options).options).toEqual(schedule.options);
  });

  test('gives a factor in [0, 1] at every step of every length, and never only zeros', () => {
    for (const total of [1, 2, 3, 7, 100]) {
      const all = factors(factory(), total);
      for (const factor of all) {
        expect(factor).toBeGreaterThanOrEqual(0);
        expect(factor).toBeLessThanOrEqual(1);
      }
      expect(Math.max(...all)).toBeGreaterThan(0);
    }
  });
});

test('constant stays at 1', () => expect(new Set(factors(constant(), 50))).toEqual(new Set([1])));

describe('cosine', () => {
  test('is half a cosine from 1 to the end', () => {
    const all = factors(cosine(), 100);
    all.forEach((factor, t) => expect(factor).toBeCloseTo((1 + Math.cos((Math.PI * t) / 100)) / 2, 12));
    expect(all[0]).toBe(1);
    expect(all[50]).toBeCloseTo(0.5, 12);
    expect(all[99]).toBeLessThan(0.001);
  });

  test('rises in equal steps to 1 over the warm-up, then falls', () => {
    const all = factors(cosine({ warmup: 0.2 }), 50);
    for (let t = 0; t < 10; t++) expect(all[t]).toBeCloseTo((t + 1) / 10, 12);
    for (let t = 11; t < 50; t++) expect(all[t]!).toBeLessThan(all[t - 1]!);
  });

  test('ends at its final factor, also when asked beyond the last step', () => {
    const schedule = cosine({ warmup: 0.1, finalFactor: 0.25 });
    expect(schedule.factor(100, 100)).toBeCloseTo(0.25, 12);
    expect(schedule.factor(1000, 100)).toBeCloseTo(0.25, 12);
    expect(Math.min(...factors(schedule, 1000).slice(100))).toBeGreaterThanOrEqual(0.25);
    expect(new Set(factors(cosine({ finalFactor: 1 }), 10))).toEqual(new Set([1]));
  });

  test('stays in [0, 1] for all options and lengths', () => {
    const share = fc.double({ min: 0, max: 0.999, noNaN: true });
    const bound = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, bound, fc.integer({ min: 1, max: 60 }), (warmup, finalFactor, total) => {
        for (const factor of factors(cosine({ warmup, finalFactor }), total)) {
          expect(factor).toBeGreaterThanOrEqual(0);
          expect(factor).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test.each([{ warmup: 1 }, { warmup: -0.1 }, { warmup: NaN }, { finalFactor: 1.1 }, { finalFactor: -1 }])(
    'refuses %o',
    (options) => {
      expect(() => cosine(options)).toThrow(OptionError);
      expect(() => cosine(options)).toThrow(`cosine: ${Object.keys(options)[0]} must be in [0, 1`);
    },
  );
});

test.each<[string, () => Schedule]>([
  ['warmupConstant: warmup must be in [0, 1)', () => warmupConstant({ warmup: 1 })],
  ['polynomial: power must be above 0', () => polynomial({ power: 0 })],
  ['polynomial: finalFactor must be in [0, 1]', () => polynomial({ finalFactor: 2 })],
  ['polynomial: warmup must be in [0, 1)', () => polynomial({ warmup: -1 })],
  ['exponential: finalFactor must be in (0, 1]', () => exponential({ finalFactor: 0 })],
  ['stepDecay: every must be in (0, 1]', () => stepDecay({ every: 30 })],
  ['stepDecay: gamma must be in (0, 1]', () => stepDecay({ gamma: 10 })],
  ['oneCycle: pctStart must be in (0, 1)', () => oneCycle({ pctStart: 30 })],
  ['oneCycle: divFactor must be 1 or more', () => oneCycle({ divFactor: 0 })],
  ['oneCycle: finalDivFactor must be 1 or more', () => oneCycle({ finalDivFactor: NaN })],
  ['reduceOnPlateau: factor must be in (0, 1)', () => reduceOnPlateau({ factor: 2 })],
  ['reduceOnPlateau: patience must be a whole number', () => reduceOnPlateau({ patience: 1.5 })],
  ['reduceOnPlateau: cooldown must be a whole number', () => reduceOnPlateau({ cooldown: -1 })],
  ['reduceOnPlateau: minDelta must be 0 or more', () => reduceOnPlateau({ minDelta: -1 })],
  ['reduceOnPlateau: minFactor must be in [0, 1]', () => reduceOnPlateau({ minFactor: 2 })],
])('refused: %s', (message, make) => {
  expect(make).toThrow(OptionError);
  expect(make).toThrow(message);
  expect(make).toThrow('Received');
});
