import type { Axis } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

type Weights = 'none' | 'balanced';

/** Whether every class counts alike in training. Only as far as a starting point has it: alone it is no cure for overfitting. */
export const classWeights: Axis<Weights> = Object.freeze({
  name: 'classWeights',
  ordered: false,
  values: () => [],
  read: (recipe) => recipe.classWeights,
  apply: (recipe, value) => checked({ ...recipe, classWeights: value }),
} satisfies Axis<Weights>);
