import type { Axis } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

/** How often a word must occur to have a vector of its own. Only where there are texts. */
export const wordMinCount: Axis<number> = Object.freeze({
  name: 'wordMinCount',
  ordered: true,
  values: ({ features }) => (features.kind === 'text' ? [1, 2, 3] : []),
  read: (recipe) => recipe.wordMinCount,
  apply: (recipe, value) => checked({ ...recipe, wordMinCount: value }),
} satisfies Axis<number>);
