import { expect, test } from 'vitest';
import { applyEdits, blank, type Edit } from './edits.ts';
import { backTranslation } from './backTranslation.ts';
import { drawsOf } from './augmentation.ts';
import { textContext } from './context.ts';
import { englishTokenizer } from '../../text/englishTokenizer.ts';
import { segmenterTokenizer } from '../../text/tokenizer.ts';
import { isSymbol, sentenceText } from '../../text/token.ts';

const english = englishTokenizer();
const after = (text: string, edits: readonly Edit[], tokenizer = english) =>
  sentenceText(applyEdits(tokenizer.tokenize(text), edits).sentence);

test.each<[string, string, readonly Edit[], string]>([
  ['a capital carries over', 'Dogs bark', [{ kind: 'replace', at: 0, word: 'hounds' }], 'Hounds bark'],
  ['capitals carry over', 'the NASA man', [{ kind: 'replace', at: 1, word: 'agency' }], 'the AGENCY man'],
  ['a blank', 'the old man', [{ kind: 'blank', at: 1 }], `the ${blank} man`],
  ['a swap leaves the spaces', 'the (old) man', [{ kind: 'swap', at: 2, with: 4 }], 'the (man) old'],
  ['a deletion before a comma', 'the man, old', [{ kind: 'delete', at: 1 }], 'the, old'],
  ['a deletion before a contraction', "they didn't go", [{ kind: 'delete', at: 1 }], "they n't go"],
  [
    'an insertion before a comma',
    'the man, old',
    [{ kind: 'insert', at: 2, word: 'big' }],
    'the man big, old',
  ],
  [
    'an insertion in brackets',
    'the (old) man',
    [{ kind: 'insert', at: 2, word: 'big' }],
    'the (big old) man',
  ],
  ['an insertion at the end', 'old man', [{ kind: 'insert', at: 2, word: 'big' }], 'old man big'],
  [
    'two insertions stand in their order',
    'old man',
    [
      { kind: 'insert', at: 1, word: 'big' },
      { kind: 'insert', at: 1, word: 'fat' },
    ],
    'old big fat man',
  ],
  [
    'places count before all edits',
    'a b c d',
    [
      { kind: 'delete', at: 0 },
      { kind: 'replace', at: 2, word: 'x' },
      { kind: 'insert', at: 3, word: 'y' },
    ],
    'b x y d',
  ],
])('%s', (_, text, edits, result) => {
  expect(after(text, edits)).toBe(result);
});

test('writing without spaces gets none', () => {
  const japanese = segmenterTokenizer('ja');
  expect(after('猫である', [{ kind: 'insert', at: 1, word: '犬' }], japanese)).toBe('猫犬である');
  expect(after('猫である', [{ kind: 'delete', at: 0 }], japanese)).toBe('である');
});

test('a mark that is put in is a symbol', () => {
  const { sentence } = applyEdits(english.tokenize('old man'), [{ kind: 'insert', at: 1, word: ';' }]);
  expect(sentence.map(isSymbol)).toEqual([false, true, false]);
});

test('back translation draws paraphrases that kept what must stay, all of them without the guard', () => {
  const sentence = english.tokenize('I did not see 3 dogs');
  const texts = ["I didn't see 3 hounds", 'I saw 3 dogs', 'I did not see dogs', '3 dogs I never saw'];
  const context = textContext(
    undefined,
    undefined,
    texts.map((text) => english.tokenize(text)),
  );
  const drawn = (guard: boolean) => {
    const found = new Set<string>();
    for (let key = 0; key < 100; key++) {
      const edits = backTranslation.draw(sentence, { copies: 1, guard }, drawsOf(key), context);
      found.add(sentenceText(applyEdits(sentence, edits).sentence));
    }
    return [...found].sort();
  };
  expect(drawn(true)).toEqual(["I didn't see 3 hounds", '3 dogs I never saw'].sort());
  expect(drawn(false)).toEqual([...texts].sort());
});
