import type { Dataset, Features, Paraphrases, TextFeatures } from './dataset.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { Sentence, Token } from '../text/token.ts';

/** Texts end to end as numbers of their words: what `TextFeatures` and paraphrases of them have in common. */
export interface TokenizedTexts {
  readonly texts: readonly string[];
  readonly words: readonly string[];
  readonly tokens: Int32Array;
  readonly tokenMarks: Uint8Array;
  readonly offsets: Int32Array;
}

/** Texts between two words of progress. */
const toldEvery = 500;

/** Texts cut into tokens, each different word written once. `onProgress` hears how many are done. */
export function tokenizedTexts(
  texts: readonly string[],
  tokenizer: Tokenizer,
  onProgress?: (done: number, total: number) => void,
): TokenizedTexts {
  const numbers = new Map<string, number>();
  const [tokens, tokenMarks]: [number[], number[]] = [[], []];
  const offsets = new Int32Array(texts.length + 1);
  texts.forEach((text, i) => {
    for (const { word, marks } of tokenizer.tokenize(text)) {
      const number = numbers.get(word) ?? numbers.size;
      numbers.set(word, number);
      tokens.push(number);
      tokenMarks.push(marks);
    }
    offsets[i + 1] = tokens.length;
    if ((i + 1) % toldEvery === 0) onProgress?.(i + 1, texts.length);
  });
  return {
    texts,
    words: [...numbers.keys()],
    tokens: Int32Array.from(tokens),
    tokenMarks: Uint8Array.from(tokenMarks),
    offsets,
  };
}

/** Texts as features of a dataset. */
export function textFeatures(
  texts: readonly string[],
  tokenizer: Tokenizer,
  onProgress?: (done: number, total: number) => void,
): TextFeatures {
  return {
    kind: 'text',
    language: tokenizer.language,
    tokenizer: tokenizer.name,
    ...tokenizedTexts(texts, tokenizer, onProgress),
  };
}

/** The texts at `indices`, in that order. The words stay as they are, so that numbers mean the same. */
export function textsAt<T extends TokenizedTexts>(all: T, indices: ArrayLike<number>): T {
  const offsets = new Int32Array(indices.length + 1);
  for (let k = 0; k < indices.length; k++) {
    const i = indices[k]!;
    offsets[k + 1] = offsets[k]! + all.offsets[i + 1]! - all.offsets[i]!;
  }
  const tokens = new Int32Array(offsets[indices.length]!);
  const tokenMarks = new Uint8Array(tokens.length);
  for (let k = 0; k < indices.length; k++) {
    const [from, to] = [all.offsets[indices[k]!]!, all.offsets[indices[k]! + 1]!];
    tokens.set(all.tokens.subarray(from, to), offsets[k]!);
    tokenMarks.set(all.tokenMarks.subarray(from, to), offsets[k]!);
  }
  return { ...all, texts: Array.from(indices, (i) => all.texts[i]!), tokens, tokenMarks, offsets };
}

/** Texts of two parts as one, their words numbered anew. */
export function joinedTexts(a: TokenizedTexts, b: TokenizedTexts): TokenizedTexts {
  const numbers = new Map(a.words.map((word, i) => [word, i]));
  const place = b.words.map((word) => {
    const number = numbers.get(word) ?? numbers.size;
    numbers.set(word, number);
    return number;
  });
  const tokens = new Int32Array(a.tokens.length + b.tokens.length);
  tokens.set(a.tokens);
  b.tokens.forEach((token, i) => (tokens[a.tokens.length + i] = place[token]!));
  const tokenMarks = new Uint8Array(tokens.length);
  tokenMarks.set(a.tokenMarks);
  tokenMarks.set(b.tokenMarks, a.tokens.length);
  const offsets = new Int32Array(a.offsets.length + b.offsets.length - 1);
  offsets.set(a.offsets);
  b.offsets.forEach((offset, i) => (offsets[a.offsets.length - 1 + i] = a.tokens.length + offset));
  return { texts: [...a.texts, ...b.texts], words: [...numbers.keys()], tokens, tokenMarks, offsets };
}

/** The paraphrases of the texts at `indices`. */
export function paraphrasesAt(all: Paraphrases, indices: ArrayLike<number>): Paraphrases {
  const starts = new Int32Array(indices.length + 1);
  const wanted: number[] = [];
  for (let k = 0; k < indices.length; k++) {
    for (let j = all.starts[indices[k]!]!; j < all.starts[indices[k]! + 1]!; j++) wanted.push(j);
    starts[k + 1] = wanted.length;
  }
  return { starts, variants: textsAt(all.variants, wanted) };
}

/** Paraphrases of two parts as one; of a part without them every text has none. */
export function joinedParaphrases(
  [a, sizeA]: readonly [Paraphrases | undefined, number],
  [b, sizeB]: readonly [Paraphrases | undefined, number],
): Paraphrases | undefined {
  if (!a && !b) return undefined;
  const none = (size: number): Paraphrases => ({
    starts: new Int32Array(size + 1),
    variants: {
      texts: [],
      words: [],
      tokens: new Int32Array(0),
      tokenMarks: new Uint8Array(0),
      offsets: new Int32Array(1),
    },
  });
  const [first, second] = [a ?? none(sizeA), b ?? none(sizeB)];
  const starts = new Int32Array(sizeA + sizeB + 1);
  starts.set(first.starts);
  second.starts.forEach((start, i) => (starts[sizeA + i] = first.starts[sizeA]! + start));
  return { starts, variants: joinedTexts(first.variants, second.variants) };
}

/** Makes sentences of tokenized texts. Equal tokens are one object, so this takes little memory. */
export function sentencesOf(texts: TokenizedTexts): (i: number) => Sentence {
  const { words, tokens, tokenMarks, offsets } = texts;
  const made = new Map<number, Token>();
  const tokenAt = (at: number): Token => {
    const [number, marks] = [tokens[at]!, tokenMarks[at]!];
    const key = number * 256 + marks;
    const known = made.get(key);
    if (known) return known;
    const word = words[number]!;
    const token = Object.freeze({ text: word, word, marks });
    made.set(key, token);
    return token;
  };
  return (i) => {
    const [from, to] = [offsets[i]!, offsets[i + 1]!];
    const sentence = new Array<Token>(to - from);
    for (let at = from; at < to; at++) sentence[at - from] = tokenAt(at);
    return sentence;
  };
}

/** The text features of a dataset; undefined where it holds something else. */
export const textsOf = ({ features }: Pick<Dataset, 'features'>): TextFeatures | undefined =>
  isText(features) ? features : undefined;

const isText = (features: Features): features is TextFeatures => features.kind === 'text';
