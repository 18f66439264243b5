import { expect, test } from 'vitest';
import { knowsMore } from './knowsMore.ts';
import { randomKey, uniformAt } from '../util/random.ts';
import { errors, scores, trialResult } from '../../test/helpers/trials.ts';

const guess = { loss: 0.69, accuracy: 0.5 };
const among = (comparisons: number, heldOut = 40) => ({ guess, heldOut, comparisons });
const results = (...accuracies: readonly number[]) =>
  accuracies.map((accuracy) => trialResult(scores(1), scores(accuracy, 2)));

test('what is right more often than a guess on every split knows more, though it is too sure of itself', () => {
  expect(knowsMore(results(0.8, 0.82, 0.79), among(8))).toBe(true);
  expect(knowsMore(results(0.3, 0.32, 0.29), among(1))).toBe(false);
});

test('what is right about as often does not, and the more are asked the more it takes', () => {
  expect(knowsMore(results(0.52, 0.49, 0.5, 0.47, 0.54), among(1))).toBe(false);
  const luck = results(0.6, 0.62, 0.55, 0.59, 0.58);
  expect(knowsMore(luck, among(1))).toBe(true);
  expect(knowsMore(luck, among(100))).toBe(false);
  // The fewer examples say so, the likelier it is luck, however alike the splits are.
  expect(knowsMore(luck, among(1, 8))).toBe(false);
});

test('less loss than a guess is knowledge too: of rare classes, and of numbers', () => {
  const rare = [0.3, 0.31, 0.29].map((loss) => trialResult(scores(1), scores(0.9, loss)));
  expect(knowsMore(rare, { ...among(1), guess: { loss: 0.33, accuracy: 0.9 } })).toBe(true);
  const numbers = [0.8, 0.81, 0.79].map((rmse) => trialResult(errors(0.1), errors(rmse)));
  expect(knowsMore(numbers, { ...among(4), guess: { loss: 1, rmse: 1 } })).toBe(true);
  expect(knowsMore(numbers, { ...among(4), guess: { loss: 0.1, rmse: 0.3 } })).toBe(false);
});

/** Trials that are right half the time and far too sure, by their loss at the right confidence. */
const calibrated = (losses: readonly number[]) =>
  losses.map((calibratedLoss) => trialResult(scores(1), { accuracy: 0.5, loss: 2, calibratedLoss }));

test('too sure a network knows more where its loss at the right confidence is below a guess by more than luck', () => {
  // 0.02 below on each of five splits of 200: a chi-square of 40 with five degrees of freedom.
  expect(knowsMore(calibrated(new Array(5).fill(0.67)), among(8, 200))).toBe(true);
  // What fitting the confidence gains by luck is half a two-hundredth a split, and all splits may gain it.
  expect(knowsMore(calibrated(new Array(5).fill(0.69 - 1 / 400)), among(1, 200))).toBe(false);
  // A second look at the same examples makes no more of it.
  const weak = calibrated(new Array(10).fill(0.69 - 0.008));
  expect(knowsMore(weak, among(1, 200))).toBe(knowsMore(weak.slice(0, 5), among(1, 200)));
  expect(knowsMore(weak.slice(0, 5), among(1, 200))).toBe(false);
});

test('on labels at random the right confidence is no knowledge, as often as is said', () => {
  let known = 0;
  const [rounds, n] = [400, 60];
  for (let round = 0; round < rounds; round++) {
    const losses = Array.from({ length: 5 }, (_, pair) => {
      const key = randomKey('coins', round, pair);
      const logits = Array.from({ length: n }, (__, i) => 6 * (uniformAt(key, 2 * i) - 0.5));
      const signs = Array.from({ length: n }, (__, i) => (uniformAt(key, 2 * i + 1) < 0.5 ? -1 : 1));
      const lossAt = (power: number) =>
        logits.reduce((sum, logit, i) => sum + Math.log1p(Math.exp(-power * signs[i]! * logit)), 0) / n;
      return Math.min(...Array.from({ length: 80 }, (__, k) => lossAt(k / 40)));
    });
    known += Number(
      knowsMore(calibrated(losses), {
        guess: { loss: Math.log(2), accuracy: 0.5 },
        heldOut: n,
        comparisons: 1,
      }),
    );
  }
  expect(known / rounds).toBeLessThan(0.05);
});
