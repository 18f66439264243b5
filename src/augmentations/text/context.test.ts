import { expect, test } from 'vitest';
import { textContext } from './context.ts';
import { marks, partsOfSpeech, type PartOfSpeech, type Token } from '../../text/token.ts';

const token = (word: string, part: PartOfSpeech = 'other', more = 0): Token => ({
  text: word,
  word,
  marks: partsOfSpeech.indexOf(part) | more,
});

test('synonyms are looked up by part of speech first, then by the word alone', () => {
  const { synonyms, hasThesaurus } = textContext({
    synonyms: { 'noun watch': ['clock'], 'verb watch': ['see'], watch: ['look'], 'old man': ['elder'] },
  });
  expect(hasThesaurus).toBe(true);
  expect(synonyms(token('watch', 'noun'))).toEqual(['clock']);
  expect(synonyms(token('watch', 'verb'))).toEqual(['see']);
  expect(synonyms(token('watch', 'adverb'))).toEqual(['look']);
  expect(synonyms(token('watch'))).toEqual(['look']);
  expect(synonyms(token('old man'))).toEqual(['elder']);
  for (const word of ['dog', 'constructor', '__proto__', ''])
    expect(synonyms(token(word, 'noun'))).toEqual([]);
});

test('without a thesaurus, or with an empty one, there is none', () => {
  for (const context of [textContext(), textContext({ synonyms: {} })]) {
    expect(context.hasThesaurus).toBe(false);
    expect(context.synonyms(token('dog', 'noun'))).toEqual([]);
    expect(context.paraphrases).toEqual([]);
  }
});

test('kept are words that are marked, and those that give the class away', () => {
  const { isKept } = textContext(undefined, new Set(['great']));
  expect(isKept(token('great'))).toBe(true);
  expect(isKept(token('not', 'adverb', marks.kept))).toBe(true);
  expect(isKept(token('film', 'noun'))).toBe(false);
  expect(textContext().isKept(token('great'))).toBe(false);
});
