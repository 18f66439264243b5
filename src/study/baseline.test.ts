import { expect, test } from 'vitest';
import { baselineRecipe, batchSizeFor, studyEpochs } from './baseline.ts';
import { fromArrays } from '../data/arrays.ts';

const known = (epochs: number, secondsPerEpoch = 0.1) => ({ epochs, isMemorized: true, secondsPerEpoch });

test.each([
  ['four times what learning by heart took', known(20), undefined, 80],
  ['at least 30', known(3), undefined, 30],
  ['at most the limit', known(100), undefined, 300],
  ['to the limit where it was not learned', { ...known(40), isMemorized: false }, undefined, 300],
  ['what a budget affords', known(20), 5, 50],
  ['no more than is wanted, whatever the budget', known(20), 500, 80],
  ['10 at the least, however short the budget', known(100), 0.01, 10],
])('epochs of all trainings: %s', (_, memorizing, affordable, epochs) => {
  expect(studyEpochs(memorizing, 300, affordable)).toBe(epochs);
});

test('batches of tables grow with their rows, so that an epoch of many does not take all of a budget', () => {
  expect([1, 160, 1600, 3200, 1_000_000].map(batchSizeFor)).toEqual([32, 32, 64, 128, 128]);
  const rows = Array.from({ length: 4000 }, (_, n) => [n, n % 7]);
  const labels = rows.map(([n]) => (n! % 2 ? 'odd' : 'even'));
  const table = fromArrays({ rows, columns: ['n', 'rest'], labels });
  expect(baselineRecipe(table, 5).batchSize).toBe(128);
  const pictures = fromArrays({
    images: Array<number[]>(4000).fill(Array<number>(16).fill(0)),
    height: 4,
    width: 4,
    labels,
  });
  expect(baselineRecipe(pictures, 5).batchSize).toBe(32);
});
