import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/**
 * Pretrained word vectors: a network of texts begins with what millions of other texts taught about each word, also about
 * words that its own training part never shows. Offered where a file of vectors was given, once with those of the words it
 * sees trained on, once with all of them kept.
 *
 * @see Kim 2014, arXiv:1408.5882, CNN-non-static and CNN-static; Pennington, Socher and Manning 2014, "GloVe".
 */
export const wordVectors: Remedy = Object.freeze({
  name: 'wordVectors',
  source: 'Kim 2014',
  variants: ({ features, baseline }) => {
    const vectors = features.kind === 'text' ? features.vectors?.description : undefined;
    if (!vectors || baseline.wordVectors) return [];
    return [
      {
        name: 'wordVectors',
        wayOf: 'wordVectors',
        strength: 'trained on',
        explanation: `begins with the word vectors of ${vectors.file} and trains those of words that it sees`,
        apply: (recipe) => checked({ ...recipe, wordVectors: { ...vectors, trainable: true } }),
      },
      {
        name: 'frozenVectors',
        wayOf: 'wordVectors',
        strength: 'kept',
        explanation: `begins with the word vectors of ${vectors.file} and keeps them as they are`,
        apply: (recipe) => checked({ ...recipe, wordVectors: { ...vectors, trainable: false } }),
      },
    ];
  },
} satisfies Remedy);
