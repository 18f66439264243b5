import { describe, expect, test } from 'vitest';
import {
  bootstrapInterval,
  holm,
  mean,
  meanEffect,
  median,
  moderatedEffect,
  pooledSpread,
  signFlipTest,
  standardDeviation,
  studentQuantile,
  wilcoxonTest,
  wilsonInterval,
  withinOneStandardError,
} from './statistics.ts';
import { uniformAt } from '../util/random.ts';

/** Values that look normal: each the sum of twelve uniform ones, less six. */
const normals = (key: number, count: number) =>
  Array.from({ length: count }, (_, i) =>
    Array.from({ length: 12 }, (__, k) => uniformAt(key, 12 * i + k)).reduce((a, b) => a + b, -6),
  );

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

  test.each([
    [[5], 5],
    [[9, 1, 2], 2],
    [[10, 9, 1, 2], 5.5],
  ])('the median of %j is %d, and the list stays as it is', (values, expected) => {
    const before = [...values];
    expect(median(values)).toBe(expected);
    expect(values).toEqual(before);
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

  test('the bootstrap interval of a mean is nearly that of the normal distribution', () => {
    const values = normals(7, 400);
    const [low, high] = bootstrapInterval(400, (draw) => mean(draw.map((i) => values[i]!)));
    const margin = (1.96 * standardDeviation(values)) / 20;
    expect(low).toBeCloseTo(mean(values) - margin, 1.5);
    expect(high).toBeCloseTo(mean(values) + margin, 1.5);
    expect(bootstrapInterval(400, (draw) => mean(draw.map((i) => values[i]!)))).toEqual([low, high]);
  });

  test('a moderated interval lies between what is seen and what is expected', () => {
    const values = [0.7, 0.99, 0.99];
    const width = ({ interval }: { interval: readonly [number, number] }) => interval[1] - interval[0];
    expect(width(moderatedEffect(values, 0.01, 0))).toBeCloseTo(width(meanEffect(values)), 12);
    expect(width(moderatedEffect(values, 0.01, 1e7))).toBeCloseTo(2 * 1.96 * Math.sqrt(0.01 / 3), 4);
    expect(width(moderatedEffect(values, 0.005))).toBeLessThan(width(meanEffect(values)));
    // Equal values by luck do not make the interval vanish.
    expect(width(moderatedEffect([0.9, 0.9, 0.9], 0.01))).toBeGreaterThan(0.1);
  });

  // The equations of Smyth 2004, section 6.2, solved with scipy.special and scipy.optimize.brentq, SciPy 1.17.1.
  test.each([
    [
      'very unlike',
      [
        [0.01, 0.05, 0.09],
        [-0.3, 0.4, 0.1],
        [0.001, 0.002, 0.003],
        [0.5, -0.9, 0.2],
        [0.02, 0.07, -0.01],
      ],
      0.00014347621024125335,
      0.41240637826184207 / 2,
    ],
    [
      'no more unlike than chance makes them',
      [
        [0.01, 0.05, 0.09],
        [0.02, 0.05, 0.08],
        [0, 0.05, 0.02],
        [0.05, -0.02, 0.01],
        [0.02, 0.07, -0.01],
      ],
      0.0012,
      2.5,
    ],
    [
      'in between',
      [
        [0.01, 0.05, 0.09],
        [0.1, 0.2, 0.05],
        [0, 0.05, 0.02],
        [0.05, -0.02, 0.01],
        [0.02, 0.25, -0.01],
        [0.3, 0.1, 0.12],
        [0.01, 0.015, 0.012],
      ],
      0.000628828900829941,
      0.9262994765325402 / 2,
    ],
  ])('variances that are %s are pooled', (_, differences, expected, weight) => {
    const spread = pooledSpread(differences);
    expect(spread.expected / expected).toBeCloseTo(1, 10);
    expect(spread.weight / weight).toBeCloseTo(1, 10);
    // What is the same as the baseline compares nothing.
    expect(pooledSpread([...differences, [0, 0, 0]])).toEqual(spread);
  });

  test('of few comparisons, and of one pair, no spread is known', () => {
    const none = { expected: 0, weight: 0 };
    expect(
      pooledSpread([
        [0.1, 0.2],
        [0.3, 0.1],
        [0.2, 0.5],
      ]),
    ).toEqual(none);
    expect(pooledSpread([[0.1], [0.3], [0.2], [0.4], [0.5]])).toEqual(none);
    expect(pooledSpread([])).toEqual(none);
  });

  test('an interval by a pooled spread holds the truth as often as it says, and is narrower', () => {
    let [held, wide, narrow] = [0, 0, 0];
    const [rounds, comparisons] = [150, 8];
    for (let round = 0; round < rounds; round++) {
      // Comparisons vary unlike one another, by half and by twice.
      const all = Array.from({ length: comparisons }, (_, i) =>
        normals(1000 * round + i, 3).map((value) => value * 2 ** (uniformAt(round, i) * 2 - 1)),
      );
      const { expected, weight } = pooledSpread(all);
      for (const values of all) {
        const [low, high] = moderatedEffect(values, expected, weight).interval;
        const [t, T] = meanEffect(values).interval;
        held += Number(low <= 0 && high >= 0);
        wide += T - t;
        narrow += high - low;
      }
    }
    expect(held / (rounds * comparisons)).toBeGreaterThan(0.935);
    expect(held / (rounds * comparisons)).toBeLessThan(0.98);
    expect(narrow / wide).toBeLessThan(0.8);
  });

  test('of no differences, and of zeros alone, nothing is shown', () => {
    for (const differences of [[], [0, 0, 0]])
      expect([signFlipTest(differences), wilcoxonTest(differences)]).toEqual([1, 1]);
  });

  test('random signs come near to all signs', () => {
    const differences = normals(3, 14).map((value) => value + 0.4);
    // A fifteenth of nothing changes no sum, so the exact p of fourteen is that of fifteen.
    expect(signFlipTest([...differences, 0])).toBeCloseTo(signFlipTest(differences), 1.5);
    expect(signFlipTest(differences)).toBeLessThan(0.9);
  });

  test('Holm corrects as p.adjust of R does', () => {
    const corrected = holm([0.01, 0.02, 0.03, 0.005, 0.2]);
    [0.04, 0.06, 0.06, 0.025, 0.2].forEach((expected, i) => expect(corrected[i]).toBeCloseTo(expected, 12));
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  test('one standard error of the best', () => {
    const spread = (centre: number) => [centre - 0.1, centre, centre + 0.1];
    // The best has a standard error of 0.0577.
    const { best, within } = withinOneStandardError([spread(1.2), spread(1.05), spread(1), spread(1.06)]);
    expect([best, within]).toEqual([2, [false, true, true, false]]);
    const losses = [1.2, 1.05, 1, 1.06].map(spread);
    // Of the best alone, and where it is more than its pairs show.
    expect(withinOneStandardError(losses, [9, 9, 0.1, 9]).within).toEqual([false, true, true, true]);
    expect(withinOneStandardError(losses, [9, 9, 0.01, 9]).within).toEqual(within);
  });
});
