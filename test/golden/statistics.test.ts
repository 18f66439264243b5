/** Tests of paired differences against SciPy: the numbers of statistics.json, which statistics.py wrote. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differenceOfMeans, signFlipTest, studentTest, wilcoxonTest } from '../../src/study/statistics.ts';

const { signed, welch } = JSON.parse(readFileSync(new URL('statistics.json', import.meta.url), 'utf8')) as {
  readonly signed: readonly {
    readonly differences: readonly number[];
    readonly wilcoxon: number;
    /** 0 of equal differences. */
    readonly student: number;
    readonly signFlip?: number;
  }[];
  readonly welch: readonly {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly interval: readonly [number, number];
  }[];
};

test.each(signed.map((one) => [one.differences.length, one] as const))(
  'p of %i differences',
  (_, { differences, wilcoxon, student, signFlip }) => {
    expect(Math.abs(wilcoxonTest(differences) / wilcoxon - 1)).toBeLessThan(1e-9);
    if (student) expect(Math.abs(studentTest(differences) / student - 1)).toBeLessThan(1e-9);
    if (signFlip !== undefined) expect(Math.abs(signFlipTest(differences) / signFlip - 1)).toBeLessThan(1e-9);
  },
);

test.each(welch.map((one, i) => [i, one] as const))(
  'difference of means that are not paired %i',
  (_, { a, b, interval }) => {
    const found = differenceOfMeans(a, b).interval;
    interval.forEach((end, i) => expect(found[i]).toBeCloseTo(end, 9));
  },
);
