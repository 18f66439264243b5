// shared within this room
import type { Edit } from './edits.ts';
import { changedWords, type Draw, type TextContext } from './augmentation.ts';
import { isKept, isSymbol, marks, type Sentence, type Token } from '../../text/token.ts';

/** Whether a token leans on the one before it, as `n't` and `'s` do: it has no place and no meaning of its own. */
const isClitic = ({ word, marks: known }: Token): boolean =>
  (known & marks.glued) !== 0 && (word.startsWith("'") || word === "n't");

/** Whether a token is a word, which may be changed, and not punctuation or the rest of a contraction. */
export const isWord = (token: Token): boolean => !isSymbol(token) && !isClitic(token);

/** Places of the words that may be changed: with the guard on, those that must stay are left out. */
export function changeablePlaces(sentence: Sentence, guard: boolean, context: TextContext): number[] {
  const places: number[] = [];
  for (let i = 0; i < sentence.length; i++) {
    const token = sentence[i]!;
    if (isWord(token) && !(guard && context.isKept(token))) places.push(i);
  }
  return places;
}

/** How many words of a sentence a share of them is: see `changedWords`. Punctuation does not count. */
export function countOfShare(alpha: number, sentence: Sentence): number {
  let words = 0;
  for (const token of sentence) if (!isSymbol(token)) words++;
  return changedWords(alpha, words);
}

/** Takes places out of a list at random, one at a call, each once; undefined when none is left. */
export function takePlace(places: number[], draw: Draw): number | undefined {
  if (places.length === 0) return undefined;
  const i = draw.below(places.length);
  const place = places[i]!;
  places[i] = places.at(-1)!;
  places.pop();
  return place;
}

/**
 * Words drawn at random, alpha · length of them, each with what stands in its place.
 *
 * @param wordFor What that is; of a word that it has nothing for another is drawn.
 */
export function replacements(
  sentence: Sentence,
  { alpha, guard }: { readonly alpha: number; readonly guard: boolean },
  draw: Draw,
  context: TextContext,
  wordFor: (token: Token) => string | undefined,
): Edit[] {
  const count = countOfShare(alpha, sentence);
  const edits: Edit[] = [];
  if (count === 0) return edits;
  const places = changeablePlaces(sentence, guard, context);
  while (edits.length < count) {
    const at = takePlace(places, draw);
    if (at === undefined) break;
    const word = wordFor(sentence[at]!);
    if (word !== undefined) edits.push({ kind: 'replace', at, word });
  }
  return edits;
}

/**
 * Places struck each with probability alpha. One that is drawn is spared where all words of the sentence were struck, so
 * that something is left of it.
 */
export function struckPlaces(
  sentence: Sentence,
  { alpha, guard }: { readonly alpha: number; readonly guard: boolean },
  draw: Draw,
  context: TextContext,
): number[] {
  if (alpha === 0) return [];
  const struck = changeablePlaces(sentence, guard, context).filter(() => draw.next() < alpha);
  if (struck.length > 0 && struck.length === sentence.filter((token) => !isSymbol(token)).length)
    struck.splice(draw.below(struck.length), 1);
  return struck;
}

/** A place before which a word can be put, or the sentence's length; undefined where there is none. */
export function gapOf(sentence: Sentence, guard: boolean, draw: Draw): number | undefined {
  // Nearly every place will do, so that looking on from a drawn one is even enough.
  const first = draw.below(sentence.length + 1);
  for (let k = 0; k <= sentence.length; k++) {
    const place = (first + k) % (sentence.length + 1);
    if (!isInside(sentence, place, guard)) return place;
  }
  return undefined;
}

/** Whether a place is inside of something that belongs together: a contraction, or a name that must stay. */
export function isInside(sentence: Sentence, place: number, guard: boolean): boolean {
  const [before, after] = [sentence[place - 1], sentence[place]];
  if (!before || !after) return false;
  return isClitic(after) || (guard && isKept(before) && isKept(after));
}
