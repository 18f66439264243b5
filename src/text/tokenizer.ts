import { markKept } from './guards.ts';
import { marks, normalizedWord, type Token } from './token.ts';
import { OptionError } from '../util/errors.ts';

/** Cuts texts into tokens. The same text always gives the same tokens. */
export interface Tokenizer {
  /** Which rules it goes by, such as `wink` or `segmenter`: what a model file says. */
  readonly name: string;
  /** BCP 47, such as `en` or `pt-BR`. */
  readonly language: string;
  tokenize(text: string): Token[];
}

export interface TokenizerOptions {
  /** Words, normalised, that augmentation must leave as they are, beside negations, numbers and quoted names. */
  readonly keep?: ReadonlySet<string>;
}

/** A language as `Intl` writes it. @throws {OptionError} it is none. */
export function canonicalLanguage(language: string): string {
  try {
    const [canonical] = Intl.getCanonicalLocales(language);
    if (canonical !== undefined) return canonical;
  } catch {
    // Said below.
  }
  throw new OptionError(`language: must be a language tag such as en, de or pt-BR. Received "${language}".`);
}

/** The language alone, without region: `pt` of `pt-BR`. */
export const primaryLanguage = (language: string): string => language.split('-')[0]!.toLowerCase();

/**
 * Splits by the rules of Unicode and of the language, as `Intl.Segmenter` does: words, numbers and single punctuation
 * marks; spaces are left out. Knows no parts of speech. Runs in Node and in browsers.
 *
 * @throws {OptionError} no language tag.
 * @example segmenterTokenizer('ja').tokenize('吾輩は猫である。').map(({ word }) => word)
 */
export function segmenterTokenizer(language = 'en', { keep }: TokenizerOptions = {}): Tokenizer {
  const canonical = canonicalLanguage(language);
  const segmenter = new Intl.Segmenter(canonical, { granularity: 'word' });
  return {
    name: 'segmenter',
    language: canonical,
    tokenize(text) {
      const tokens: Token[] = [];
      let isGlued = true;
      for (const { segment, isWordLike } of segmenter.segment(text)) {
        if (segment.trim() === '') {
          isGlued = false;
          continue;
        }
        tokens.push({
          text: segment,
          word: normalizedWord(segment),
          marks: (isGlued ? marks.glued : 0) | (isWordLike ? 0 : marks.symbol),
        });
        isGlued = true;
      }
      return markKept(tokens, primaryLanguage(canonical), keep);
    },
  };
}
