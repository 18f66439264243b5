import {
  irregularAdjectives,
  irregularNouns,
  irregularVerbs,
  stressedLast,
  withoutComparison,
  withoutPlural,
  type Irregulars,
} from './irregulars.ts';

/** Parts of speech of WordNet. */
export type WordNetPart = 'noun' | 'verb' | 'adjective' | 'adverb';

export type Form =
  'base' | 'plural' | 'thirdPerson' | 'past' | 'participle' | 'gerund' | 'comparative' | 'superlative';

/** A word as a form of its lemma. */
export interface Analysis {
  readonly lemma: string;
  /** All forms that it can be: `watched` is past and participle. */
  readonly forms: readonly Form[];
}

const irregulars: Readonly<
  Record<WordNetPart, { readonly words: Irregulars; readonly forms: readonly Form[] }>
> = {
  noun: { words: irregularNouns, forms: ['plural'] },
  verb: { words: irregularVerbs, forms: ['past', 'participle'] },
  adjective: { words: irregularAdjectives, forms: ['comparative', 'superlative'] },
  adverb: { words: new Map(), forms: [] },
};

/** Analyses of irregular forms by part of speech and form; the base form is none of them. */
const exceptions = Object.fromEntries(
  Object.entries(irregulars).map(([part, { words, forms }]) => {
    const found = new Map<string, Analysis>();
    for (const [lemma, others] of words)
      others.forEach((spellings, i) => {
        for (const word of spellings)
          if (word !== lemma)
            found.set(word, { lemma, forms: [...(found.get(word)?.forms ?? []), forms[i]!] });
      });
    return [part, found];
  }),
) as unknown as Readonly<Record<WordNetPart, ReadonlyMap<string, Analysis>>>;

/** Rules of detachment: an ending, what stands for it in the lemma, and what form it makes. */
const detachments: Readonly<Record<WordNetPart, readonly (readonly [string, string, readonly Form[]])[]>> = {
  noun: [
    ['s', '', ['plural']],
    ['es', '', ['plural']],
    ['ies', 'y', ['plural']],
    ['men', 'man', ['plural']],
  ],
  verb: [
    ['s', '', ['thirdPerson']],
    ['es', '', ['thirdPerson']],
    ['ies', 'y', ['thirdPerson']],
    ['ed', '', ['past', 'participle']],
    ['d', '', ['past', 'participle']],
    ['ied', 'y', ['past', 'participle']],
    ['ing', '', ['gerund']],
    ['ing', 'e', ['gerund']],
    ['ying', 'ie', ['gerund']],
  ],
  adjective: [
    ['er', '', ['comparative']],
    ['r', '', ['comparative']],
    ['ier', 'y', ['comparative']],
    ['est', '', ['superlative']],
    ['st', '', ['superlative']],
    ['iest', 'y', ['superlative']],
  ],
  adverb: [],
};

/**
 * The lemma of a word and the form it stands in, by irregular forms first, then the word itself, then the rules of
 * detachment; undefined where none of these is a known lemma.
 *
 * A rule counts only where the form that it undoes comes out again: `hoping` is of `hope` and not of `hop`.
 *
 * @example analysed('ran', 'verb', isVerb) // { lemma: 'run', forms: ['past'] }
 * @see WordNet's morphy, https://wordnet.princeton.edu/documentation/morphy7wn.
 */
export function analysed(
  word: string,
  part: WordNetPart,
  isLemma: (word: string) => boolean,
): Analysis | undefined {
  const exception = exceptions[part].get(word);
  if (exception && isLemma(exception.lemma)) return exception;
  if (isLemma(word)) return { lemma: word, forms: ['base'] };
  for (const [ending, replacement, forms] of detachments[part]) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length) + replacement;
    if (stem.length > 1 && isLemma(stem) && inflected(stem, part, forms[0]!) === word)
      return { lemma: stem, forms };
    // Of words of several syllables both spellings are in use: travelled, traveled.
    const single = stem.slice(0, -1);
    if (replacement === '' && /([b-df-hj-np-tv-z])\1$/.test(stem) && isLemma(single))
      if (syllables(single) > 1 || inflected(single, part, forms[0]!) === word)
        return { lemma: single, forms };
  }
  return undefined;
}

/**
 * A lemma in all of the given forms, where they are one word: `watched` stands for two forms of `watch`, but no form of
 * `see` is both past and participle. Undefined where it has no such form, or several.
 */
export function inflectedAlike(lemma: string, part: WordNetPart, forms: readonly Form[]): string | undefined {
  const word = inflected(lemma, part, forms[0]!);
  return forms.every((form) => inflected(lemma, part, form) === word) ? word : undefined;
}

/** A lemma in a form; undefined where it has none. */
export function inflected(lemma: string, part: WordNetPart, form: Form): string | undefined {
  if (form === 'base') return lemma;
  const { words, forms } = irregulars[part];
  const irregular = words.get(lemma)?.[forms.indexOf(form)]?.[0];
  if (irregular !== undefined) return irregular;
  switch (form) {
    case 'plural':
      return pluralOf(lemma);
    case 'thirdPerson':
      if (lemma === 'be' || lemma === 'have') return lemma === 'be' ? 'is' : 'has';
      return lemma.endsWith('o') && !/[aeiou]o$/.test(lemma) ? `${lemma}es` : withS(lemma);
    case 'past':
    case 'participle':
      return withEnding(lemma, 'ed');
    case 'gerund':
      if (lemma.endsWith('ie')) return `${lemma.slice(0, -2)}ying`;
      if (/(ee|oe|ye)$/.test(lemma) || lemma === 'be') return `${lemma}ing`;
      return `${lemma.endsWith('e') ? lemma.slice(0, -1) : doubled(lemma)}ing`;
    default:
      return isCompared(lemma) ? withEnding(lemma, form === 'comparative' ? 'er' : 'est') : undefined;
  }
}

function pluralOf(lemma: string): string | undefined {
  // `goods` and `trousers` are plurals already.
  if (withoutPlural.has(lemma) || /ness$|[^su]s$/.test(lemma)) return undefined;
  if (/(?<!hu|sha|ger|ro|tali|otto|nor)man$/.test(lemma)) return `${lemma.slice(0, -2)}en`;
  return withS(lemma);
}

const withS = (lemma: string): string => {
  if (/[^aeiou]y$/.test(lemma)) return `${lemma.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(lemma) ? `${lemma}es` : `${lemma}s`;
};

const withEnding = (lemma: string, ending: string): string => {
  if (lemma.endsWith('e')) return lemma + ending.slice(1);
  if (/[^aeiou]y$/.test(lemma)) return `${lemma.slice(0, -1)}i${ending}`;
  return doubled(lemma) + ending;
};

/** With the last letter twice where a short stressed vowel stands before it: stop, stopp-; but visit, visit-. */
const doubled = (lemma: string): string =>
  /(^|[^aeiou]|qu)[aeiouy][bdfgklmnprstvz]$/.test(lemma) &&
  (syllables(lemma) === 1 || stressedLast.has(lemma))
    ? lemma + lemma.at(-1)!
    : lemma;

const syllables = (word: string): number =>
  Math.max(1, (word.replace(/(?<=[aeiouy].*[^l])e$/, '').match(/[aeiouy]+/g) ?? []).length);

/** Whether an adjective takes -er and -est: those of one syllable, and of two on -y, -le and -ow. */
const isCompared = (lemma: string): boolean =>
  !withoutComparison.has(lemma) &&
  (syllables(lemma) === 1
    ? !/(ed|ing|wn)$/.test(lemma)
    : syllables(lemma) === 2 && /([^aeiou]y|le|ow)$/.test(lemma));
