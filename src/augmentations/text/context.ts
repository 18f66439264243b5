// shared within this room
import type { TextContext } from './augmentation.ts';
import { isKept, partOfSpeech, partsOfSpeech, type Sentence, type Token } from '../../text/token.ts';

/** Words that can stand for one another, by `noun dog`, or `dog` of all parts of speech. */
export interface SynonymLists {
  readonly synonyms: Readonly<Record<string, readonly string[]>>;
}

const none: readonly string[] = Object.freeze([]);

/** Lists by part of speech, made once of each thesaurus: keys need not be put together at every look. */
type Lookup = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

const lookups = new WeakMap<SynonymLists, Lookup>();
const anyPart = '';

function lookupOf(thesaurus: SynonymLists): Lookup {
  const known = lookups.get(thesaurus);
  if (known) return known;
  const made = new Map<string, Map<string, readonly string[]>>();
  for (const [key, words] of Object.entries(thesaurus.synonyms)) {
    const space = key.indexOf(' ');
    const first = space < 0 ? anyPart : key.slice(0, space);
    const isPart = (partsOfSpeech as readonly string[]).includes(first);
    const [part, word] = isPart ? [first, key.slice(space + 1)] : [anyPart, key];
    const lists = made.get(part) ?? new Map<string, readonly string[]>();
    made.set(part, lists.set(word, words));
  }
  lookups.set(thesaurus, made);
  return made;
}

/**
 * What the draw of an augmentation knows beside the sentence.
 *
 * @param thesaurus Looked up by part of speech first, then by the word alone.
 * @param telltales What gives the class of the example away: these words are kept too. See `telltales`.
 * @param paraphrases Of the example.
 * @example textContext(features.thesaurus, telltalesOfClass[label])
 */
export function textContext(
  thesaurus?: SynonymLists,
  telltales?: ReadonlySet<string>,
  paraphrases: readonly Sentence[] = [],
): TextContext {
  const lookup = thesaurus && lookupOf(thesaurus);
  const plain = lookup?.get(anyPart);
  return {
    hasThesaurus: lookup !== undefined && lookup.size > 0,
    synonyms: lookup
      ? (token: Token) => lookup.get(partOfSpeech(token))?.get(token.word) ?? plain?.get(token.word) ?? none
      : () => none,
    isKept: telltales ? (token) => isKept(token) || telltales.has(token.word) : isKept,
    paraphrases,
  };
}
