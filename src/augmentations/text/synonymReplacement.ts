import { checkTextOptions, type AlphaOptions, type TextAugmentation } from './augmentation.ts';
import { replacements } from './words.ts';

/**
 * Puts synonyms in the place of words drawn at random, alpha · length of them.
 *
 * Texts: as many words as before; words without a synonym and kept words stay. Also `probability`, default 1.
 *
 * @throws {OptionError} alpha outside [0, 1].
 * @example { name: 'synonymReplacement', alpha: 0.1, copies: 4 }
 *
 * Departs from its source, which replaces a word wherever it stands in the sentence and counts it once.
 * @see Wei and Zou 2019, "EDA", arXiv:1901.11196.
 */
export const synonymReplacement: TextAugmentation<AlphaOptions> = Object.freeze({
  name: 'synonymReplacement',
  kind: 'text',
  explanation: 'puts synonyms in the place of words',
  usual: true,
  needs: 'synonyms',
  defaults: Object.freeze({ alpha: 'auto', copies: 'auto', guard: true, probability: 1 }),
  check: (options) => checkTextOptions('synonymReplacement', options),
  draw: (sentence, options, draw, context) =>
    replacements(sentence, options, draw, context, (token) => {
      const synonyms = context.synonyms(token);
      return synonyms.length > 0 ? synonyms[draw.below(synonyms.length)] : undefined;
    }),
} satisfies TextAugmentation<AlphaOptions>);
