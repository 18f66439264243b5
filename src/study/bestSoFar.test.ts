import { expect, test } from 'vitest';
import { betterOf, meanScore } from './bestSoFar.ts';

const scores = (accuracy: number) => ({ validation: { loss: 1, accuracy } });

test('the score of a recipe is the mean over its pairs, by the first metric that all have', () => {
  expect(meanScore('a', [scores(0.5), scores(0.75)])).toEqual({
    label: 'a',
    metric: 'accuracy',
    value: 0.625,
  });
  expect(meanScore('b', [{ validation: { loss: 3, rmse: 2 } }])).toMatchObject({ metric: 'rmse', value: 2 });
  expect(meanScore('c', [scores(0.5), { validation: { loss: 2 } }])).toMatchObject({
    metric: 'loss',
    value: 1.5,
  });
  expect(meanScore('d', [{ validation: { loss: NaN } }])).toBeUndefined();
  expect(meanScore('e', [{}])).toBeUndefined();
});

test('more accuracy is better, and less error', () => {
  const of = (metric: 'accuracy' | 'rmse', value: number) => ({ label: `${value}`, metric, value });
  expect(betterOf(of('accuracy', 0.5), of('accuracy', 0.6))).toMatchObject({ value: 0.6 });
  expect(betterOf(of('rmse', 0.5), of('rmse', 0.6))).toMatchObject({ value: 0.5 });
  expect(betterOf(of('rmse', 0.5), of('accuracy', 0.6))).toMatchObject({ value: 0.5 });
  expect(betterOf(undefined, of('rmse', 1))).toMatchObject({ value: 1 });
});
