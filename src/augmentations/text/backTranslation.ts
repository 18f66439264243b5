import { checkTextOptions, type TextAugmentation, type TextOptions } from './augmentation.ts';
import { isKept, type Sentence, type Token } from '../../text/token.ts';

/**
 * Puts what a text reads like after a translation there and back in its place; of several one, each equally likely.
 *
 * Texts: one of the paraphrases that were made before, or nothing changes where there is none. With the guard on, one
 * that lost a number, or lost or gained all that must stay (a negation), is not drawn. Also `probability`, default 1.
 *
 * @param options.copies Default 1: as often changed as not. There are only as many variants as were made.
 * @throws {OptionError} copies that are no whole number.
 * @example { name: 'backTranslation', copies: 1 }
 *
 * @see Sennrich et al. 2016, arXiv:1511.06709; Xie et al. 2020, "Unsupervised data augmentation", arXiv:1904.12848.
 */
export const backTranslation: TextAugmentation<TextOptions> = Object.freeze({
  name: 'backTranslation',
  kind: 'text',
  explanation: 'says a text as a translation there and back does',
  usual: true,
  needs: 'paraphrases',
  defaults: Object.freeze({ copies: 1, guard: true, probability: 1 }),
  check: (options) => checkTextOptions('backTranslation', options),
  draw(sentence, { guard }, draw, { paraphrases }) {
    const those = guard && paraphrases.length > 0 ? faithful(sentence, paraphrases) : paraphrases;
    return those.length === 0 ? [] : [{ kind: 'whole', sentence: those[draw.below(those.length)]! }];
  },
} satisfies TextAugmentation<TextOptions>);

/** Those that say the same numbers, and a negation or another word that must stay where the text has one. */
function faithful(sentence: Sentence, paraphrases: readonly Sentence[]): readonly Sentence[] {
  const [numbers, keeps] = [numbersOf(sentence), sentence.some(isKeptWord)];
  return paraphrases.filter((one) => one.some(isKeptWord) === keeps && numbersOf(one) === numbers);
}

const isNumber = ({ word }: Token): boolean => /\p{Number}/u.test(word);
const isKeptWord = (token: Token): boolean => isKept(token) && !isNumber(token);

/** The numbers of a text in digits, in an order that does not depend on the words between. */
const numbersOf = (sentence: Sentence): string =>
  sentence
    .flatMap((token) => (isNumber(token) ? [token.word] : []))
    .sort()
    .join(' ');
