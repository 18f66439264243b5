import { expect, test } from 'vitest';
import { scoresOfChoosing } from './scoresOfChoosing.ts';
import { meanScores, validations } from './scores.ts';
import type { PairResults } from './testBench.ts';
import { scores, trialResult } from '../../test/helpers/trials.ts';
import { uniformAt } from '../util/random.ts';

const results = (...accuracies: readonly number[]): PairResults =>
  accuracies.map((accuracy) => trialResult(scores(1), scores(accuracy)));

test('one candidate keeps its scores; a better one everywhere is chosen everywhere', () => {
  const one = results(0.8, 0.7, 0.9);
  expect(scoresOfChoosing([one])).toEqual(meanScores(validations(one)));
  const better = results(0.85, 0.75, 0.95);
  expect(scoresOfChoosing([one, better])).toEqual(meanScores(validations(better)));
});

test('each pair is scored by what the others choose', () => {
  // The second is best by its luck on pair 2 alone: without that pair the first is chosen, with it the second.
  const steady = results(0.7, 0.7, 0.7);
  const lucky = results(0.68, 0.68, 1);
  expect(scoresOfChoosing([steady, lucky]).accuracy).toBeCloseTo((0.68 + 0.68 + 0.7) / 3, 12);
});

test('of candidates that differ by luck alone, the figure is their true score and not the best of them', () => {
  let [reported, best] = [0, 0];
  const rounds = 200;
  for (let round = 0; round < rounds; round++) {
    const candidates = Array.from({ length: 20 }, (_, c) =>
      results(...Array.from({ length: 5 }, (__, p) => 0.7 + 0.2 * (uniformAt(round, 5 * c + p) - 0.5))),
    );
    reported += scoresOfChoosing(candidates).accuracy! / rounds;
    best += Math.max(...candidates.map((one) => meanScores(validations(one)).accuracy!)) / rounds;
  }
  expect(best).toBeGreaterThan(0.74);
  expect(Math.abs(reported - 0.7)).toBeLessThan(0.01);
});
