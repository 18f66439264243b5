import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/** How often a word must occur to have a vector of its own. */
const wordMinCount = 2;

/**
 * Rare words: those that occur once share the vector of unknown words, so that none of them tells which example it came
 * from, and so that words which training never saw find a trained vector. Offered where there are texts.
 *
 * @see Chen et al. 2019, "How Large a Vocabulary Does Text Classification Need?", arXiv:1902.10339.
 */
export const rareWords: Remedy = Object.freeze({
  name: 'rareWords',
  source: 'Chen et al. 2019',
  variants({ features, baseline }) {
    if (features.kind !== 'text' || baseline.wordMinCount >= wordMinCount) return [];
    return [
      {
        name: 'rareWords',
        strength: `seen ${wordMinCount} times`,
        explanation: 'gives words that occur only once one vector together, that of words never seen',
        apply: (recipe) => checked({ ...recipe, wordMinCount }),
      },
    ];
  },
} satisfies Remedy);
