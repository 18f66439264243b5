import { checkTextOptions, type AlphaOptions, type TextAugmentation } from './augmentation.ts';
import { randomDeletion } from './randomDeletion.ts';
import { randomInsertion } from './randomInsertion.ts';
import { randomSwap } from './randomSwap.ts';
import { synonymReplacement } from './synonymReplacement.ts';

const operations = Object.freeze([synonymReplacement, randomInsertion, randomSwap, randomDeletion]);
const withoutSynonyms = Object.freeze(operations.filter(({ needs }) => needs === undefined));

/**
 * Easy data augmentation: does one of synonymReplacement, randomInsertion, randomSwap and randomDeletion, each equally
 * likely; without a thesaurus one of the last two.
 *
 * Texts: as the one drawn leaves them, which may find nothing to do. Also `probability`, default 1.
 *
 * @throws {OptionError} alpha outside [0, 1].
 * @example { name: 'easyDataAugmentation', alpha: 0.05, copies: 16 }
 *
 * Departs from its source, which makes `copies` variants once: every epoch draws anew here.
 * @see Wei and Zou 2019, "EDA", arXiv:1901.11196.
 */
export const easyDataAugmentation: TextAugmentation<AlphaOptions> = Object.freeze({
  name: 'easyDataAugmentation',
  kind: 'text',
  explanation: 'replaces, inserts, swaps or deletes words',
  uses: 'synonyms',
  defaults: Object.freeze({ alpha: 'auto', copies: 'auto', guard: true, probability: 1 }),
  check: (options) => checkTextOptions('easyDataAugmentation', options),
  draw(sentence, options, draw, context) {
    const those = context.hasThesaurus ? operations : withoutSynonyms;
    return those[draw.below(those.length)]!.draw(sentence, options, draw, context);
  },
} satisfies TextAugmentation<AlphaOptions>);
