import { describe, expect, test } from 'vitest';
import { recipe } from './schema.ts';
import { firstVectors, fitTexts, learnedSize, textIds, vocabularySize } from './textPreparation.ts';
import type { TextFeatures } from '../data/dataset.ts';
import { textFeatures } from '../data/texts.ts';
import { segmenterTokenizer } from '../text/tokenizer.ts';

const featuresOf = (texts: readonly string[]) => textFeatures(texts, segmenterTokenizer('en'));
const training = featuresOf(['b a b', 'c b', 'a']);

describe('the vocabulary', () => {
  test('holds the words of training, most frequent first; others are unknown', () => {
    const preparation = fitTexts(training);
    expect(preparation).toMatchObject({ words: ['b', 'a', 'c'], learned: 3, length: 5, truncated: 0 });
    expect(vocabularySize(preparation)).toBe(5);
    const ids = textIds(preparation, featuresOf(['a zebra b', 'c']), 0, 2);
    expect(Array.from(ids)).toEqual([3, 1, 2, 0, 0, 4, 0, 0, 0, 0]);
  });

  test('leaves out words that occur less often than asked for, which are unknown then', () => {
    const form = recipe({ architecture: { name: 'textCnn', size: 4 }, wordMinCount: 2 });
    const preparation = fitTexts(training, form);
    expect(preparation).toMatchObject({ words: ['b', 'a'], learned: 2 });
    expect(Array.from(textIds(preparation, featuresOf(['c b zebra']), 0, 1)).slice(0, 3)).toEqual([1, 2, 1]);
    expect(fitTexts(training, { ...form, wordMinCount: 3 }).words).toEqual(['b']);
    expect(fitTexts(training, { ...form, wordMinCount: 4 }).words).toEqual([]);
  });

  test('of a part does not know what only the whole says', () => {
    // The numbers of words are those of the whole; what counts is which of them the part has.
    const part: TextFeatures = {
      ...training,
      texts: ['a'],
      tokens: training.tokens.slice(-1),
      tokenMarks: training.tokenMarks.slice(-1),
      offsets: Int32Array.of(0, 1),
    };
    expect(fitTexts(part).words).toEqual(['a']);
  });

  test('is added to by a file of vectors, behind what training can show', () => {
    const description = { file: 'v.txt', sha256: 'ab', units: 2 };
    const vectors = { description, words: ['zebra', 'a'], values: Float32Array.of(3, 4, 0, 5) };
    const features: TextFeatures = { ...training, vectors };
    const form = recipe({
      architecture: { name: 'textCnn', size: 4 },
      wordVectors: { ...description, trainable: true },
    });
    const preparation = fitTexts(features, form);
    expect(preparation.words).toEqual(['b', 'a', 'c', 'zebra']);
    expect(learnedSize(preparation)).toBe(5);
    expect(fitTexts(features).words).not.toContain('zebra');
    const table = firstVectors(preparation, features, 1);
    const vector = (id: number) => Array.from(table.subarray(2 * id, 2 * id + 2));
    // Both are five long, so they are scaled by a fifth; padding is zero and the rest is random.
    expect(vector(0)).toEqual([0, 0]);
    expect(vector(3)).toEqual([0, 1]);
    expect(vector(5)).toEqual([0.6, 0.8].map(Math.fround));
    expect(vector(2).every((x) => x !== 0 && Math.abs(x) <= Math.sqrt(1.5))).toBe(true);
    expect(firstVectors(preparation, features, 2)).not.toEqual(table);
  });
});

describe('the length', () => {
  test('is that into which 99 of 100 texts fit; the others are cut and counted', () => {
    const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i % 7}`).join(' ');
    const texts = [...Array.from({ length: 198 }, (_, i) => words(1 + (i % 20))), words(50), words(60)];
    const preparation = fitTexts(featuresOf(texts));
    expect(preparation.length).toBe(50);
    expect(preparation.truncated).toBe(1);
    const ids = textIds(preparation, featuresOf([texts[199]!]), 0, 1);
    expect(ids).toHaveLength(50);
    expect(ids.every((id) => id > 1)).toBe(true);
  });

  test('is no shorter than the longest filter, and not endless', () => {
    expect(fitTexts(featuresOf(['a'])).length).toBe(5);
    expect(fitTexts(featuresOf(['a '.repeat(3000)])).length).toBe(512);
  });
});
