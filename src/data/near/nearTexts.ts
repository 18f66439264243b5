import { setOf, similarSets } from './similarSets.ts';
import type { Looked } from './windowHashes.ts';
import { randomKey } from '../../util/random.ts';

/** Share of shingles that two texts must have in common. */
const leastSimilarity = 0.8;
/** Letters of a shingle. */
const shingle = 5;
/** Shorter texts are one only where they are equal: a single word more is much of them. */
const leastLetters = 24;

/**
 * A text as it is compared: lower case, without accents and punctuation, one space between words.
 *
 * @example normalizedText('Don’t PANIC!!') // 'dont panic'
 */
export const normalizedText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{Mark}'’`]/gu, '')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim();

/**
 * Pairs of texts that say the same: equal but for case, accents, punctuation and spaces, or with four fifths of their
 * shingles (five letters in a row, spaces left out) in common.
 *
 * @param options.skip Texts to leave out. @param options.passive Texts not to be compared with one another.
 * @returns Pairs [i, j], i < j; a text that occurs often is paired with its first occurrence.
 * @example nearTexts(['Call me today!', 'call me, today', 'I am away']) // [[0, 1]]
 */
export function nearTexts(texts: readonly string[], options: Looked = {}): [number, number][] {
  const { skip, passive } = options;
  const normalized = texts.map(normalizedText);
  const first = new Map<string, number>();
  const pairs: [number, number][] = [];
  const sets = normalized.map((text, i) => {
    if (text === '' || skip?.(i)) return new Uint32Array(0);
    const before = first.get(text);
    if (before !== undefined) {
      if (!(passive?.(before) && passive(i))) pairs.push([before, i]);
      return new Uint32Array(0);
    }
    first.set(text, i);
    const letters = text.replaceAll(' ', '');
    if (letters.length < leastLetters) return new Uint32Array(0);
    return setOf(
      Array.from({ length: letters.length - shingle + 1 }, (_, k) =>
        randomKey(letters.slice(k, k + shingle)),
      ),
    );
  });
  return [...pairs, ...similarSets(sets, leastSimilarity, options)];
}
