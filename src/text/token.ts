/** One word or mark of a text. */
export interface Token {
  /** As it stands in the text. */
  readonly text: string;
  /** As it is compared and learned: NFKC, lower case. */
  readonly word: string;
  /** What is known of it: a sum of `marks`. */
  readonly marks: number;
}

/** A text in pieces, in reading order. */
export type Sentence = readonly Token[];

/** Parts of speech that matter to a thesaurus; everything else is `other`. */
export const partsOfSpeech = ['other', 'noun', 'verb', 'adjective', 'adverb'] as const;

export type PartOfSpeech = (typeof partsOfSpeech)[number];

/** What is known of a token, as bits: the lowest three are the place of its part of speech. */
export const marks = {
  partOfSpeech: 0b111,
  /** Neither deleted nor replaced nor moved: a negation, a number, part of a quoted name, a word the user keeps. */
  kept: 0b1000,
  /** No space stands before it. */
  glued: 0b10000,
  /** Punctuation or a symbol, not a word. */
  symbol: 0b100000,
} as const;

export const partOfSpeech = ({ marks: known }: Token): PartOfSpeech =>
  partsOfSpeech[known & marks.partOfSpeech] ?? 'other';

export const isKept = ({ marks: known }: Token): boolean => (known & marks.kept) !== 0;

export const isSymbol = ({ marks: known }: Token): boolean => (known & marks.symbol) !== 0;

/** A word as it is compared and learned: NFKC, lower case, typographic apostrophes plain. */
export const normalizedWord = (text: string): string =>
  text.normalize('NFKC').replaceAll('’', "'").toLowerCase();

/** A text put together again. @example sentenceText(tokenize('It isn’t.')) // 'It isn’t.' */
export const sentenceText = (sentence: Sentence): string =>
  sentence
    .map(({ text, marks: known }, i) => (i > 0 && (known & marks.glued) === 0 ? ` ${text}` : text))
    .join('');
