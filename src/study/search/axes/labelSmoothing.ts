import type { Axis } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

/** The share of each target that training spreads over all classes; for classes. @see Szegedy et al. 2016, arXiv:1512.00567. */
export const labelSmoothing: Axis<number> = Object.freeze({
  name: 'labelSmoothing',
  ordered: true,
  values: ({ target }) => (target === 'classes' ? [0, 0.05, 0.1, 0.2] : []),
  read: (recipe) => recipe.labelSmoothing,
  apply: (recipe, value) => checked({ ...recipe, labelSmoothing: value }),
} satisfies Axis<number>);
