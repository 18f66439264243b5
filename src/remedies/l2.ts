import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/**
 * L2: the sum of squared weights in the loss. Keeps weights small, and with them the sensitivity to the input.
 *
 * @see Krogh and Hertz 1992, "A simple weight decay can improve generalization".
 */
export const l2: Remedy = Object.freeze({
  name: 'l2',
  source: 'Krogh and Hertz 1992',
  variants: () => [
    {
      name: 'l2',
      strength: 1e-2,
      explanation: 'charges the loss for the squared size of weights',
      apply: (recipe) => checked({ ...recipe, penalties: { ...recipe.penalties, l2: 1e-2 } }),
    },
  ],
} satisfies Remedy);
