import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from './sha256.ts';

test('is the digest that other programs compute, for every length of the last block', () => {
  const check = (text: string): void => {
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('base64'));
  };
  for (let length = 0; length <= 130; length++) check('a'.repeat(length));
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), check), { seed: 1, numRuns: 200 });
});
