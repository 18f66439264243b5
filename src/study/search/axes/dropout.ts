import type { Axis } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

/** The dropout rate before the last layers. @see Srivastava et al. 2014, JMLR 15:1929-1958. */
export const dropout: Axis<number> = Object.freeze({
  name: 'dropout',
  ordered: true,
  values: () => [0, 0.1, 0.2, 0.35, 0.5, 0.65],
  read: (recipe) => recipe.dropout,
  apply: (recipe, value) => checked({ ...recipe, dropout: value }),
} satisfies Axis<number>);
