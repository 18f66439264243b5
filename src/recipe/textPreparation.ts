import { registry } from './registry.ts';
import type { Recipe } from './schema.ts';
import { longestKernel } from '../architectures/textCnn.ts';
import type { TextAugmentation } from '../augmentations/text/augmentation.ts';
import type { Features, TextFeatures } from '../data/dataset.ts';
import { partsOfSpeech, marks, type Sentence } from '../text/token.ts';
import { uniformAt, randomKey } from '../util/random.ts';

/** How texts become token numbers: 0 is padding, 1 a word that training never saw, 2 and on are `words`. */
export interface TextPreparation {
  readonly kind: 'text';
  /** The rules that cut texts into tokens: `wink` or `segmenter`. */
  readonly tokenizer: string;
  /** BCP 47. */
  readonly language: string;
  readonly words: readonly string[];
  /** How many of the words training can show; those after them only a file of vectors knows. */
  readonly learned: number;
  /** Tokens of an example; what is longer is cut off, what is shorter filled up. */
  readonly length: number;
  /** How many training texts are longer. */
  readonly truncated: number;
}

/** Ids below the words: padding and the unknown word. */
const firstWord = 2;
const unknown = 1;

/** Different words that are learned at most, the most frequent ones. */
const mostWords = 30_000;

/** Words that a file of pretrained vectors adds at most. */
const mostVectors = 100_000;

/** Share of the training texts that must fit whole. */
const wholeShare = 0.99;

const longestText = 512;

/** Size of the vocabulary, padding and the unknown word included. */
export const vocabularySize = ({ words }: TextPreparation): number => firstWord + words.length;

/** Ids that training can show, padding and the unknown word included. */
export const learnedSize = ({ learned }: TextPreparation): number => firstWord + learned;

/**
 * Fits vocabulary and length on training texts: all their words that occur often enough, most frequent first; what the
 * recipe's augmentations can make of them; and, where the recipe begins with pretrained vectors, the words of their file,
 * which no data told.
 */
export function fitTexts(
  features: TextFeatures,
  {
    augmentations,
    wordVectors,
    wordMinCount,
  }: Pick<Recipe, 'augmentations' | 'wordVectors' | 'wordMinCount'> = {
    augmentations: [],
    wordVectors: null,
    wordMinCount: 1,
  },
): TextPreparation {
  const { words, tokens, offsets } = features;
  const counts = new Float64Array(words.length);
  for (const token of tokens) counts[token]!++;
  const seen = Array.from(words.keys()).filter((token) => counts[token]! >= wordMinCount);
  seen.sort((a, b) => counts[b]! - counts[a]! || (words[a]! < words[b]! ? -1 : 1));
  const known = new Set(seen.slice(0, mostWords).map((token) => words[token]!));

  const used = new Set(
    augmentations.map(({ name }) => {
      const { uses, needs } = registry.augmentationsOf.text[name] ?? ({} as Partial<TextAugmentation>);
      return uses ?? needs;
    }),
  );
  if (used.has('synonyms')) for (const word of synonymsOfAll(features)) known.add(word);
  if (used.has('paraphrases') && features.paraphrases)
    for (const token of features.paraphrases.variants.tokens)
      known.add(features.paraphrases.variants.words[token]!);
  const learned = known.size;
  if (wordVectors) for (const word of features.vectors?.words.slice(0, mostVectors) ?? []) known.add(word);

  const lengths = Array.from({ length: features.texts.length }, (_, i) => offsets[i + 1]! - offsets[i]!);
  const length = lengthFor(lengths);
  return {
    kind: 'text',
    tokenizer: features.tokenizer,
    language: features.language,
    words: [...known],
    learned,
    length,
    truncated: lengths.filter((own) => own > length).length,
  };
}

/** The shortest length into which nearly all texts fit, within what networks take. */
function lengthFor(lengths: readonly number[]): number {
  const sorted = [...lengths].sort((a, b) => a - b);
  const fitting = sorted[Math.min(sorted.length - 1, Math.ceil(wholeShare * sorted.length))] ?? 0;
  return Math.max(longestKernel, Math.min(longestText, fitting));
}

/** Every word that a thesaurus can put in the place of a word of these texts. */
function synonymsOfAll({ words, tokens, tokenMarks, thesaurus }: TextFeatures): Set<string> {
  const found = new Set<string>();
  if (!thesaurus) return found;
  const looked = new Set<number>();
  const add = (key: string) => {
    if (Object.hasOwn(thesaurus.synonyms, key)) for (const word of thesaurus.synonyms[key]!) found.add(word);
  };
  tokens.forEach((token, at) => {
    const part = tokenMarks[at]! & marks.partOfSpeech;
    const key = token * 8 + part;
    if (looked.has(key)) return;
    looked.add(key);
    add(words[token]!);
    add(`${partsOfSpeech[part] ?? 'other'} ${words[token]!}`);
  });
  return found;
}

const places = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** The id of each word that a preparation knows. */
function idsOf({ words }: TextPreparation): ReadonlyMap<string, number> {
  const known = places.get(words) ?? new Map(words.map((word, i) => [word, firstWord + i]));
  places.set(words, known);
  return known;
}

/** Writes one sentence as ids; the array is filled with 0 there. */
export function sentenceIds(
  preparation: TextPreparation,
  sentence: Sentence,
  ids: Int32Array,
  offset: number,
): void {
  const known = idsOf(preparation);
  const length = Math.min(sentence.length, preparation.length);
  for (let i = 0; i < length; i++) ids[offset + i] = known.get(sentence[i]!.word) ?? unknown;
}

/** Texts `from` … `to` as ids. Shapes: → [to − from, length]. */
export function textIds(
  preparation: TextPreparation,
  { words, tokens, offsets }: TextFeatures,
  from: number,
  to: number,
): Int32Array {
  const known = idsOf(preparation);
  const place = Int32Array.from(words, (word) => known.get(word) ?? unknown);
  const { length } = preparation;
  const ids = new Int32Array((to - from) * length);
  for (let i = from; i < to; i++) {
    const [start, end] = [offsets[i]!, Math.min(offsets[i + 1]!, offsets[i]! + length)];
    for (let at = start; at < end; at++) ids[(i - from) * length + at - start] = place[tokens[at]!]!;
  }
  return ids;
}

/**
 * First vectors of a vocabulary, [vocabulary, units]: those of the file where it has the word, the others drawn evenly;
 * padding is zero.
 *
 * The file's are scaled to a mean square length of 1, which random vectors begin with: GloVe's are some six times as long,
 * and the layers behind them are made for the others.
 */
export function firstVectors(preparation: TextPreparation, features: Features, seed: number): Float32Array {
  const vectors = features.kind === 'text' ? features.vectors : undefined;
  if (!vectors) throw new RangeError('firstVectors: the texts have no vectors.');
  const { values, description } = vectors;
  const { units } = description;
  let squares = 0;
  for (const value of values) squares += value * value;
  const scale = squares > 0 ? Math.sqrt(vectors.words.length / squares) : 1;
  const limit = Math.sqrt(3 / units);
  const table = new Float32Array(vocabularySize(preparation) * units);
  const key = randomKey(seed, 'word vectors');
  for (let i = units; i < table.length; i++) table[i] = (2 * uniformAt(key, i) - 1) * limit;
  const known = idsOf(preparation);
  vectors.words.forEach((word, k) => {
    const id = known.get(word);
    if (id !== undefined)
      for (let j = 0; j < units; j++) table[id * units + j] = scale * values[k * units + j]!;
  });
  return table;
}
