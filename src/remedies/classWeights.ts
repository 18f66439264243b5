import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/**
 * Class weights: in the training loss every class counts as much as any other, however rare. Offered where classes are
 * imbalanced; what it gains in rare classes it may cost in accuracy over all.
 *
 * @see King and Zeng 2001, "Logistic regression in rare events data".
 */
export const classWeights: Remedy = Object.freeze({
  name: 'classWeights',
  source: 'King and Zeng 2001',
  variants: ({ imbalance, baseline }) =>
    imbalance === undefined || baseline.classWeights === 'balanced'
      ? []
      : [
          {
            name: 'classWeights',
            strength: 'balanced',
            explanation: `lets every class count alike ("${imbalance.smallest.name}" has ${imbalance.smallest.count} examples, "${imbalance.largest.name}" ${imbalance.largest.count})`,
            apply: (recipe) => checked({ ...recipe, classWeights: 'balanced' }),
          },
        ],
} satisfies Remedy);
