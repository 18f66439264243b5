import winkNLP, { type WinkMethods } from 'wink-nlp';
import model from 'wink-eng-lite-web-model';
import { markKept } from './guards.ts';
import { marks, normalizedWord, partsOfSpeech, type PartOfSpeech, type Token } from './token.ts';
import type { Tokenizer, TokenizerOptions } from './tokenizer.ts';

/** Universal parts of speech that a thesaurus knows. Names of people and places have no synonyms. */
const known: Readonly<Record<string, PartOfSpeech>> = {
  NOUN: 'noun',
  VERB: 'verb',
  ADJ: 'adjective',
  ADV: 'adverb',
};

let loaded: WinkMethods | undefined;

/** Longer texts are cut at spaces into pieces of about so many characters: the tagger's time must not grow with them. */
const pieceLength = 20_000;

/**
 * English by wink-nlp: contractions are cut (`isn't` → `is`, `n't`), numbers, emoji, addresses and hashtags stay whole,
 * and each word has its part of speech.
 *
 * @example englishTokenizer().tokenize("The dogs didn't run 25.5 km").map(({ word }) => word)
 * // ['the', 'dogs', 'did', "n't", 'run', '25.5', 'km']
 */
export function englishTokenizer({ keep }: TokenizerOptions = {}): Tokenizer {
  // Loading takes about 0.1 s, so it is done once a process.
  const nlp = (loaded ??= winkNLP(model, ['sbd', 'pos']));
  const { value, pos, precedingSpaces, type } = nlp.its;
  return {
    name: 'wink',
    language: 'en',
    tokenize(text) {
      const tokens: Token[] = [];
      for (const piece of pieces(text)) {
        const found = nlp.readDoc(piece).tokens();
        const [texts, tags] = [found.out(value) as string[], found.out(pos) as string[]];
        const [spaces, types] = [found.out(precedingSpaces) as string[], found.out(type) as string[]];
        texts.forEach((part, i) => {
          if (part.trim() === '') return;
          const isSymbol = types[i] === 'punctuation' || types[i] === 'symbol' || types[i] === 'unk';
          tokens.push({
            text: part,
            word: normalizedWord(part),
            marks:
              partsOfSpeech.indexOf(known[tags[i]!] ?? 'other') |
              (spaces[i] === '' ? marks.glued : 0) |
              (tags[i] === 'NUM' ? marks.kept : 0) |
              (isSymbol && !/[\p{Letter}\p{Number}]/u.test(part) ? marks.symbol : 0),
          });
        });
      }
      return markKept(tokens, 'en', keep);
    },
  };
}

function* pieces(text: string): Generator<string> {
  let from = 0;
  while (text.length - from > pieceLength) {
    const space = text.lastIndexOf(' ', from + pieceLength);
    const to = space > from ? space : from + pieceLength;
    yield text.slice(from, to);
    from = to;
  }
  yield text.slice(from);
}
