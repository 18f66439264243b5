import { expect, test } from 'vitest';
import { hasFailed } from './failedTraining.ts';
import { errors, scores, trialResult } from '../../test/helpers/trials.ts';

const trials = [0.8, 0.9].map((accuracy) => trialResult(scores(accuracy), scores(0.6)));

test.each([
  [0.69, true],
  [0.71, false],
  [1, false],
])('right on %d of its examples, beside trials of 0.8 and 0.9: failed %s', (accuracy, failed) =>
  expect(hasFailed(scores(accuracy), trials)).toBe(failed),
);

test('by the typical miss where a number is predicted', () => {
  const misses = [2, 3].map((rmse) => trialResult(errors(rmse), errors(4)));
  expect(hasFailed(errors(4.6), misses)).toBe(true);
  expect(hasFailed(errors(4.4), misses)).toBe(false);
});
