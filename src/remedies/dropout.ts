import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/**
 * Dropout before the last layers: a random sub-network each step, a cheap stand-in for an ensemble.
 *
 * @see Srivastava et al. 2014, JMLR 15:1929-1958.
 */
export const dropout: Remedy = Object.freeze({
  name: 'dropout',
  source: 'Srivastava et al. 2014',
  variants: () => [
    {
      name: 'dropout',
      strength: 0.5,
      explanation: 'switches off random neurons at each step',
      apply: (recipe) => checked({ ...recipe, dropout: 0.5 }),
    },
  ],
} satisfies Remedy);
