import { describe, expect, test } from 'vitest';
import { rejection } from './faithful.ts';

describe('a back translation', () => {
  test.each([
    ['other words', 'the film is good', 'the movie is fine', 'en'],
    ['a short text that became long', 'great fun', 'it was such a very great fun', 'en'],
    ['a contraction said in full', "I don't like it", 'I do not love it', 'en'],
    ['one negation for another', 'nobody came to the party', 'not a soul came to the party', 'en'],
    ['a number grouped otherwise', 'it cost 1,000 dollars', 'it did cost 1.000 dollars', 'en'],
    ['a repetition that was there', 'no no no no said he', 'no no no no spoke he', 'en'],
    ['an elided negation', "ce n'est pas bon", "ceci n'est pas bien", 'fr'],
    ['a language without a list of negations', 'нет хорошо', 'да хорошо', 'ru'],
    ['Chinese of about the same length', '我喜欢这部电影', '我很爱这个电影', 'zh'],
  ])('stands: %s', (_, before, after, language) => {
    expect(rejection(before, after, language)).toBeUndefined();
  });

  test.each([
    ['unchanged', 'The film is good.', 'the film, is GOOD'],
    ['unchanged', 'café', 'cafe'],
    ['unchanged', '', ''],
    ['unchanged', '!!', '?'],
    ['degenerate', 'good', ''],
    ['degenerate', 'good', '...'],
    ['degenerate', 'the film is good and long', 'good film'],
    ['degenerate', 'the film is good', 'the film which we saw was a good one indeed'],
    ['degenerate', 'the film is good today', 'good good good film today'],
    ['degenerate', 'the film is good but far too long', 'a film a film a film is good'],
    ['lost', 'I am not happy', 'I am happy'],
    ['lost', "I don't like it", 'I like it'],
    ['lost', 'I don’t like it', 'I like it'],
    ['lost', 'no never will I go', 'never will I go'],
    ['lost', 'I am happy', 'I am not sad'],
    ['lost', 'it costs 25 dollars', 'it costs dollars'],
    ['lost', 'it costs 25 dollars', 'it costs 35 dollars'],
    ['lost', '3 and 3 make 6', 'they say 3 makes 6'],
  ])('is dropped as %s: %j → %j', (reason, before, after) => {
    expect(rejection(before, after, 'en')).toBe(reason);
  });

  test('is dropped where a Chinese text became a third as long', () => {
    expect(rejection('我喜欢这部电影因为它很长', '我喜欢它', 'zh')).toBe('degenerate');
  });
});
