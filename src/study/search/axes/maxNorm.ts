import type { Axis } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

/** The largest norm of the weights that come into one unit; 0: any. @see Srivastava et al. 2014, section 5.1. */
export const maxNorm: Axis<number> = Object.freeze({
  name: 'maxNorm',
  ordered: true,
  values: () => [0, 1, 2, 4],
  read: (recipe) => recipe.maxNorm,
  apply: (recipe, value) => checked({ ...recipe, maxNorm: value }),
} satisfies Axis<number>);
