import type { Axis } from '../axis.ts';
import { recipe as checked, type Recipe } from '../../../recipe/schema.ts';

const normalized = (recipe: Recipe, batchNorm: boolean): Recipe =>
  checked({ ...recipe, architecture: { ...recipe.architecture, batchNorm } });

/**
 * Whether features are normalized over the batch. Only where the architecture listens: some families always do, or never.
 *
 * @see Ioffe and Szegedy 2015, arXiv:1502.03167.
 */
export const batchNorm: Axis<boolean> = Object.freeze({
  name: 'batchNorm',
  ordered: false,
  values({ baseline, parameters }) {
    const [without, having] = [false, true].map((value) => parameters(normalized(baseline, value)));
    return without === having ? [] : [false, true];
  },
  read: (recipe) => recipe.architecture.batchNorm,
  apply: normalized,
} satisfies Axis<boolean>);
