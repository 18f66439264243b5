import { expect, test } from 'vitest';
import { studyEpochs } from './baseline.ts';

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
