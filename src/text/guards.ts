import { marks, type Token } from './token.ts';

/** Words that turn what is said round, by language. */
const negations: Readonly<Record<string, string>> = {
  en:
    "not n't nt no never none nobody nothing neither nor nowhere cannot without hardly barely scarcely " +
    "dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt shouldnt hasnt havent hadnt aint don't doesn't " +
    "didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't ain't",
  de: 'nicht kein keine keinen keinem keiner keines nie niemals nichts niemand niemanden nirgends ohne weder noch',
  fr: "ne n' pas jamais rien aucun aucune personne sans ni non guère nulle nul",
  es: 'no nunca jamás nada nadie ningún ninguno ninguna sin ni tampoco',
  it: 'non mai niente nulla nessuno nessuna nessun senza né neanche nemmeno',
  pt: 'não nunca nada ninguém nenhum nenhuma sem nem jamais',
  nl: 'niet geen nooit niets niemand nergens zonder noch',
  ca: 'no mai res ningú cap sense ni tampoc',
};

/** Numbers as words, where no part of speech tells them. */
const numberWords: Readonly<Record<string, string>> = {
  en:
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
    'eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion',
};

const wordsOf = (lists: Readonly<Record<string, string>>, language: string): ReadonlySet<string> =>
  new Set(Object.hasOwn(lists, language) ? lists[language]!.split(' ') : []);

const opening = ['"', '“', '«', '„', '``', '‹'];
const closing = ['"', '”', '»', '“', "''", '›'];

/** A quotation of more tokens is a saying, not a name. */
const longestName = 6;

/**
 * Marks what augmentation must leave as it is: negations, numbers, quoted names, and the words that the user names.
 *
 * @param language ISO 639-1. Of languages without a list of negations only numbers, quoted names and `keep` are marked.
 * @param keep Normalised words.
 */
export function markKept(
  sentence: readonly Token[],
  language: string,
  keep: ReadonlySet<string> = new Set(),
): Token[] {
  const negation = negationsOf(language);
  const number = numbersOf(language);
  const named = quotedNames(sentence);
  return sentence.map((token, i) =>
    negation.has(token.word) ||
    token.word.endsWith("n't") ||
    // What a negation leans on: "do" of "don't".
    sentence[i + 1]?.word === "n't" ||
    number.has(token.word) ||
    /\p{Number}/u.test(token.word) ||
    keep.has(token.word) ||
    named[i]
      ? { ...token, marks: token.marks | marks.kept }
      : token,
  );
}

const remembered = new Map<string, ReadonlySet<string>>();

function rememberedWords(kind: string, lists: Readonly<Record<string, string>>, language: string) {
  const key = `${kind} ${language}`;
  const known = remembered.get(key) ?? wordsOf(lists, language);
  remembered.set(key, known);
  return known;
}

/** The negations of a language; empty where no list is there. */
export const negationsOf = (language: string): ReadonlySet<string> =>
  rememberedWords('negations', negations, language);

const numbersOf = (language: string) => rememberedWords('numbers', numberWords, language);

/** Which tokens stand inside a short quotation. */
function quotedNames(sentence: readonly Token[]): boolean[] {
  const named = sentence.map(() => false);
  for (let i = 0; i < sentence.length; i++) {
    const kind = opening.indexOf(sentence[i]!.text);
    if (kind < 0) continue;
    const end = sentence.findIndex(
      ({ text }, j) => j > i && (text === closing[kind] || (kind === 0 && text === '"')),
    );
    if (end < 0) continue;
    if (end - i - 1 <= longestName) named.fill(true, i + 1, end);
    i = end;
  }
  return named;
}
