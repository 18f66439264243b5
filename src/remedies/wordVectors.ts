import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/**
 * Pretrained word vectors: a network of texts begins with what millions of other texts taught about each word, also about
 * words that its own training part never shows. Frozen, so that a small training part cannot unlearn it; offered where a
 * file of vectors was given.
 *
 * @see Kim 2014, arXiv:1408.5882, CNN-static; Pennington, Socher and Manning 2014, "GloVe".
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
        strength: vectors.file,
        explanation: 'begins with word vectors learned from other texts, and keeps them',
        apply: (recipe) => checked({ ...recipe, wordVectors: { ...vectors, trainable: false } }),
      },
    ];
  },
} satisfies Remedy);
