import { expect, test } from 'vitest';
import { searchLines } from './printSearch.ts';

type Search = Parameters<typeof searchLines>[0];

/** @param origin Where the one cocktail came from. */
const search = (origin: string) =>
  ({
    configurations: [{ number: 1, origin, changes: {} }],
    winner: { number: 1, isFound: false },
    parts: [],
    spent: 8,
  }) as unknown as Search;

test('a search without time for a mixture is not told of, one that found nothing is', () => {
  expect(searchLines(search('given'), true)).toEqual([]);
  expect(searchLines(search('random'), true).join('\n')).toContain('1 mixture of all remedies');
});
