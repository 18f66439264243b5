import { normalizedText } from '../data/near/nearTexts.ts';
import { negationsOf } from '../text/guards.ts';
import { normalizedWord } from '../text/token.ts';
import { primaryLanguage } from '../text/tokenizer.ts';

/** Why a back translation is not kept. */
export type Rejection = 'unchanged' | 'degenerate' | 'lost';

/** Languages written without spaces between words: their length is counted in letters. */
const spaceless = new Set(['zh', 'ja', 'th', 'km', 'lo', 'my']);
/** Shorter texts may well become half or twice as long. */
const leastWords = 4;
/** The longest phrase whose repetition is looked for, in words. */
const longestPhrase = 4;
/** So often in a row is a phrase no figure of speech. */
const mostRepeats = 3;

/**
 * What is wrong with a back translation: it says the same words again (case, accents and punctuation apart); it is
 * empty, less than half or more than twice as long, or repeats itself; or it lost a number, or has fewer negations than
 * the original, or one where that has none. Undefined where it may stand beside the original.
 *
 * @param language Of both, BCP 47. Negations are looked for where a list is there.
 * @example rejection('I do not like it', 'I like it', 'en') // 'lost'
 */
export function rejection(original: string, result: string, language: string): Rejection | undefined {
  const [before, after] = [normalizedText(original), normalizedText(result)];
  if (after === before) return 'unchanged';
  if (after === '') return 'degenerate';
  const primary = primaryLanguage(language);
  const [from, to] = [unitsOf(before, primary), unitsOf(after, primary)];
  if (from.length >= leastWords && (2 * to.length < from.length || to.length > 2 * from.length))
    return 'degenerate';
  const repeats = longestRepeat(to);
  if (repeats >= mostRepeats && repeats > longestRepeat(from)) return 'degenerate';
  if (lostNumber(original, result)) return 'lost';
  const [said, left] = [negationCount(original, primary), negationCount(result, primary)];
  return left < said || (said === 0 && left > 0) ? 'lost' : undefined;
}

const unitsOf = (normalized: string, primary: string): readonly string[] =>
  spaceless.has(primary) ? [...normalized.replaceAll(' ', '')] : normalized.split(' ');

/** How often a phrase of up to four words stands in a row. */
function longestRepeat(words: readonly string[]): number {
  let most = 1;
  for (let length = 1; length <= longestPhrase; length++) {
    // So many words in a row equal the one a phrase before.
    let equal = 0;
    for (let i = length; i < words.length; i++) {
      equal = words[i] === words[i - length] ? equal + 1 : 0;
      most = Math.max(most, 1 + Math.floor(equal / length));
    }
  }
  return most;
}

/** Digits of each number; where they are grouped by commas or points differs between languages. */
const numbersIn = (text: string): string[] =>
  (text.normalize('NFKC').match(/\p{Number}+(?:[.,:]\p{Number}+)*/gu) ?? []).map((number) =>
    number.replace(/[.,:]/g, ''),
  );

function lostNumber(original: string, result: string): boolean {
  const left = numbersIn(result);
  return numbersIn(original).some((number) => {
    const at = left.indexOf(number);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
}

function negationCount(text: string, primary: string): number {
  const negations = negationsOf(primary);
  if (negations.size === 0) return 0;
  let found = 0;
  for (const [word] of normalizedWord(text).matchAll(/[\p{Letter}\p{Mark}']+/gu)) {
    const plain = word.replace(/^'+|'+$/g, '');
    // n'est, but not don't, which is a word of its own.
    const elided = plain.slice(0, plain.indexOf("'") + 1);
    if (negations.has(plain) || plain.endsWith("n't") || (elided !== '' && negations.has(elided))) found++;
  }
  return found;
}
