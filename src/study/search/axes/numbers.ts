import type { Axis } from '../axis.ts';
import { recipe as checked, type Recipe } from '../../../recipe/schema.ts';
import { quantiles } from '../../../remedies/quantiles.ts';

/** What the network sees of columns of numbers: standard units, normal scores, or stretches too. Only where that applies. */
export const numbers: Axis<Recipe['numbers']> = Object.freeze({
  name: 'numbers',
  ordered: false,
  values: ({ features, baseline }) =>
    quantiles.variants({ features, baseline }).length > 0 ? ['standard', 'quantiles', 'stretches'] : [],
  read: (recipe) => recipe.numbers,
  apply: (recipe, value) => checked({ ...recipe, numbers: value }),
} satisfies Axis<Recipe['numbers']>);
