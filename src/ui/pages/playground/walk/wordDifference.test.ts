import { expect, test } from 'vitest';
import { wordDifference } from './wordDifference.ts';

const marked = (before: string, after: string) =>
  wordDifference(before, after)
    .map(({ word, isNew }) => (isNew ? `[${word}]` : word))
    .join(' ');

test('words that the original does not have in that order are new', () => {
  expect(marked('the price is high', 'the price is tall')).toBe('the price is [tall]');
  expect(marked('a b c d', 'a c b d')).toBe('a c [b] d');
  expect(marked('in the whole town', 'in the whole town')).toBe('in the whole town');
  expect(marked('one two', 'three one four two five')).toBe('[three] one [four] two [five]');
  expect(marked('x', 'y z')).toBe('[y] [z]');
});
