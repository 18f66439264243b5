import { checkTextOptions, type AlphaOptions, type TextAugmentation } from './augmentation.ts';
import { struckPlaces } from './words.ts';

/**
 * Hides each word with probability alpha: it becomes one that no vocabulary knows.
 *
 * Texts: as many words as before, and at least one of them is seen; kept words stay. Also `probability`, default 1.
 *
 * @throws {OptionError} alpha outside [0, 1].
 * @example { name: 'tokenDropout', alpha: 0.1, copies: 4 }
 *
 * @see Bowman et al. 2016, "Generating sentences from a continuous space", arXiv:1511.06349 (word dropout).
 */
export const tokenDropout: TextAugmentation<AlphaOptions> = Object.freeze({
  name: 'tokenDropout',
  kind: 'text',
  explanation: 'hides words at random',
  defaults: Object.freeze({ alpha: 'auto', copies: 'auto', guard: true, probability: 1 }),
  check: (options) => checkTextOptions('tokenDropout', options),
  draw: (sentence, options, draw, context) =>
    struckPlaces(sentence, options, draw, context).map((at) => ({ kind: 'blank', at })),
} satisfies TextAugmentation<AlphaOptions>);
