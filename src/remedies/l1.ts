import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/**
 * L1: the sum of absolute weights in the loss. Draws weights that do little to exactly zero.
 *
 * @see Tibshirani 1996, "Regression shrinkage and selection via the lasso".
 */
export const l1: Remedy = Object.freeze({
  name: 'l1',
  source: 'Tibshirani 1996',
  variants: () => [
    {
      name: 'l1',
      strength: 1e-3,
      explanation: 'charges the loss for the absolute size of weights',
      apply: (recipe) => checked({ ...recipe, penalties: { ...recipe.penalties, l1: 1e-3 } }),
    },
  ],
} satisfies Remedy);
