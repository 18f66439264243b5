import { hasPlainNumbers } from './plainNumbers.ts';
import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/**
 * Normal scores: the network sees how far up in its column a number stands, not how large it is, so that it cannot learn
 * single rows by numbers far out. Offered where a table has columns of plain numbers.
 *
 * @see Gorishniy et al. 2021, "Revisiting Deep Learning Models for Tabular Data", arXiv:2106.11959.
 */
export const quantiles: Remedy = Object.freeze({
  name: 'quantiles',
  source: 'Gorishniy et al. 2021',
  variants(context) {
    if (!hasPlainNumbers(context)) return [];
    return [
      {
        name: 'quantiles',
        strength: 'normal scores',
        explanation: 'shows of each number how far up in its column it stands, so that none lies far out',
        apply: (recipe) => checked({ ...recipe, numbers: 'quantiles' }),
        wayOf: 'numbers',
      },
    ];
  },
} satisfies Remedy);
