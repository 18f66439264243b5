import type { Axis } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

/** The learning rate: the baseline's, and a quarter, half, twice and four times of it. */
export const learningRate: Axis<number> = Object.freeze({
  name: 'learningRate',
  ordered: true,
  values: ({ baseline: { optimizer } }) =>
    [0.25, 0.5, 1, 2, 4].map((factor) => Number((factor * optimizer.learningRate).toPrecision(6))),
  read: (recipe) => recipe.optimizer.learningRate,
  apply: (recipe, value) => checked({ ...recipe, optimizer: { ...recipe.optimizer, learningRate: value } }),
} satisfies Axis<number>);
