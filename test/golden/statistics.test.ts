/** Tests of paired differences against SciPy: the numbers of statistics.json, which statistics.py wrote. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signFlipTest, wilcoxonTest } from '../../src/study/statistics.ts';

const cases = JSON.parse(readFileSync(new URL('statistics.json', import.meta.url), 'utf8')) as readonly {
  readonly differences: readonly number[];
  readonly wilcoxon: number;
  readonly signFlip?: number;
}[];

test.each(cases.map((one) => [one.differences.length, one] as const))(
  'p of %i differences',
  (_, { differences, wilcoxon, signFlip }) => {
    expect(Math.abs(wilcoxonTest(differences) / wilcoxon - 1)).toBeLessThan(1e-9);
    if (signFlip !== undefined) expect(Math.abs(signFlipTest(differences) / signFlip - 1)).toBeLessThan(1e-9);
  },
);
