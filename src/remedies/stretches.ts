import { hasPlainNumbers } from './plainNumbers.ts';
import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/**
 * Stretches: the network sees of each number also how far it lies along each stretch of its column, so that a threshold, such
 * as a tree finds, is as easy to learn as a slope. Offered where a table has columns of plain numbers.
 *
 * @see Gorishniy, Rubachev and Babenko 2022, "On Embeddings for Numerical Features in Tabular Deep Learning", arXiv:2203.05556.
 */
export const stretches: Remedy = Object.freeze({
  name: 'stretches',
  source: 'Gorishniy et al. 2022',
  variants(context) {
    if (!hasPlainNumbers(context)) return [];
    return [
      {
        name: 'stretches',
        strength: '8 to 16 a column',
        explanation:
          'shows of each number also how far along each stretch of its column it lies, for thresholds',
        apply: (recipe) => checked({ ...recipe, numbers: 'stretches' }),
        wayOf: 'numbers',
      },
    ];
  },
} satisfies Remedy);
