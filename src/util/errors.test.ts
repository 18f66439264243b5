import { expect, test } from 'vitest';
import { nearest } from './errors.ts';

test.each([
  ['dropot', 'dropout'],
  ['l3', 'l2'],
  ['Z', 'z'],
  // Not a letter in common: that is no slip.
  ['y', undefined],
  ['quantity', undefined],
])('the nearest to %s: %s', (word, expected) => {
  expect(nearest(word, ['dropout', 'l2', 'z', 'earlyStopping'])).toBe(expected);
});
