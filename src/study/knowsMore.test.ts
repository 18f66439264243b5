import { expect, test } from 'vitest';
import { knowsMore } from './knowsMore.ts';
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
