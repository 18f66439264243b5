import { expect, test } from 'vitest';
import { fitPreparation } from './preparation.ts';
import { truncationNote } from './truncationNote.ts';
import { textFeatures } from '../data/texts.ts';
import { segmenterTokenizer } from '../text/tokenizer.ts';

const noteOf = (lengths: readonly number[]) => {
  const texts = lengths.map((length) => Array.from({ length }, (_, i) => `w${i % 7}`).join(' '));
  const labels = Int32Array.from(lengths, (_, i) => i % 2);
  const data = {
    size: texts.length,
    features: textFeatures(texts, segmenterTokenizer()),
    target: { kind: 'classes' as const, classes: ['a', 'b'], labels },
    notes: [],
  };
  return truncationNote(fitPreparation(data), data.size);
};

test('says how many training texts are cut off, and at how many tokens', () => {
  const short = new Array<number>(300).fill(9);
  expect(noteOf(short)).toBeUndefined();
  expect(noteOf([...short, 40])).toBe('1 of 301 training texts is longer than 9 tokens and is cut off.');
  expect(noteOf([...short, 40, 41])).toBe(
    '2 of 302 training texts are longer than 9 tokens and are cut off.',
  );
});
