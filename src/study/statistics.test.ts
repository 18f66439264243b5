import { describe, expect, test } from 'vitest';
import { meanEffect, standardDeviation, studentQuantile, wilsonInterval } from './statistics.ts';

describe('statistics', () => {
  // scipy.stats.t.ppf, SciPy 1.17.
  test.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 4, 2.7764451051977934],
    [0.9, 4, 1.5332062740589443],
    [0.975, 9, 2.262157162798205],
    [0.995, 30, 2.749995653567225],
    [0.975, 200, 1.971896223633908],
  ])('the Student quantile of %d with %i degrees is that of SciPy', (p, degrees, expected) => {
    expect(Math.abs(studentQuantile(p, degrees) / expected - 1)).toBeLessThan(1e-9);
    expect(studentQuantile(1 - p, degrees)).toBeCloseTo(-expected, 9);
  });

  test('the interval of a mean is that of the textbook', () => {
    // Sleep data of Student 1908, extra hours of one drug over the other for ten patients.
    const differences = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    const { mean, interval, pairs } = meanEffect(differences);
    expect(pairs).toBe(10);
    expect(mean).toBeCloseTo(1.58, 10);
    expect(interval[0]).toBeCloseTo(0.7001142, 6);
    expect(interval[1]).toBeCloseTo(2.4598858, 6);
  });

  test('the deviation divides by n − 1', () =>
    expect(standardDeviation([1, 2, 3, 4])).toBeCloseTo(1.2909944, 6));

  test('Wilson intervals are those of R prop.test without correction', () => {
    const [low, high] = wilsonInterval(0.9, 100);
    expect(low).toBeCloseTo(0.8256343, 6);
    expect(high).toBeCloseTo(0.9447709, 6);
    expect(wilsonInterval(1, 50)[1]).toBe(1);
    expect(wilsonInterval(0, 50)[0]).toBe(0);
  });
});
