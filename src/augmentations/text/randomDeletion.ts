import { checkTextOptions, type AlphaOptions, type TextAugmentation } from './augmentation.ts';
import { struckPlaces } from './words.ts';

/**
 * Deletes each word with probability alpha.
 *
 * Texts: some of the words, in their order, and at least one; kept words stay. Also `probability`, default 1.
 *
 * @throws {OptionError} alpha outside [0, 1].
 * @example { name: 'randomDeletion', alpha: 0.1, copies: 4 }
 *
 * @see Wei and Zou 2019, "EDA", arXiv:1901.11196.
 */
export const randomDeletion: TextAugmentation<AlphaOptions> = Object.freeze({
  name: 'randomDeletion',
  kind: 'text',
  explanation: 'deletes words at random',
  usual: true,
  defaults: Object.freeze({ alpha: 'auto', copies: 'auto', guard: true, probability: 1 }),
  check: (options) => checkTextOptions('randomDeletion', options),
  draw: (sentence, options, draw, context) =>
    struckPlaces(sentence, options, draw, context).map((at) => ({ kind: 'delete', at })),
} satisfies TextAugmentation<AlphaOptions>);
