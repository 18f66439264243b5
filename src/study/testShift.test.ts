import { expect, test } from 'vitest';
import { diagnosisOf } from './diagnose.ts';
import type { StudyRecord } from './record.ts';
import { wilsonInterval } from './statistics.ts';
import { lostOnTest, withTestShift } from './testShift.ts';
import { errors, labelled, scores, trialResult } from '../../test/helpers/trials.ts';
import { prices } from '../../test/helpers/examples.ts';

const results = [0.9, 0.91, 0.89].map((accuracy) => trialResult(scores(1), scores(accuracy)));
const diagnosis = diagnosisOf(labelled(50, 50), results, { description: 'd', seed: 1, seconds: 1 });

const tested = (accuracy: number, n: number) =>
  ({ test: { ...scores(accuracy), n }, interval: wilsonInterval(accuracy, n) }) as StudyRecord['baseline'];

test('a test part far below what validation promised is a shift, with its sentence', () => {
  const shown = withTestShift(diagnosis, results, tested(0.6, 200));
  expect(shown.verdict).toBe('shift');
  expect(shown.evidence.at(-1)).toMatch(/right in 60\.0%, where validation promised 90\.0%: \+30\.0 points/);
  expect(shown.next).not.toBe(diagnosis.next);
});

test('a little below, and far below on few examples, is none', () => {
  expect(withTestShift(diagnosis, results, tested(0.87, 2000))).toBe(diagnosis);
  expect(withTestShift(diagnosis, results, tested(0.8, 10))).toBe(diagnosis);
  expect(withTestShift(diagnosis, results, tested(0.99, 200))).toBe(diagnosis);
});

test('a leak stays one', () => {
  const leak = { ...diagnosis, verdict: 'leak' as const };
  expect(withTestShift(leak, results, tested(0.5, 200))).toBe(leak);
});

test('the interval holds both spreads; numbers in their unit', () => {
  const lost = lostOnTest(results, tested(0.6, 200));
  expect(lost.mean).toBeCloseTo(0.3, 12);
  // 1.96 · 0.00577 and about 0.0673 of the test part.
  expect(lost.interval[1] - lost.mean).toBeCloseTo(Math.hypot(1.96 * 0.0057735, 0.0673), 3);
  const data = prices(60);
  const trials = [1, 1.01, 0.99].map((rmse) => trialResult(errors(1), errors(rmse)));
  const own = diagnosisOf(data, trials, { description: 'd', seed: 1, seconds: 1 });
  const unit = own.guess.rmse!;
  const far = { test: { ...errors(1 + unit), n: 99 }, interval: [0.9 + unit, 1.1 + unit] };
  expect(withTestShift(own, trials, far as StudyRecord['baseline']).verdict).toBe('shift');
});
