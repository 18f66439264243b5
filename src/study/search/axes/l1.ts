import type { Axis } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

/** The factor of the sum of absolute weights in the loss. @see Tibshirani 1996. */
export const l1: Axis<number> = Object.freeze({
  name: 'l1',
  ordered: true,
  values: () => [0, 1e-5, 1e-4, 1e-3],
  read: (recipe) => recipe.penalties.l1,
  apply: (recipe, value) => checked({ ...recipe, penalties: { ...recipe.penalties, l1: value } }),
} satisfies Axis<number>);
