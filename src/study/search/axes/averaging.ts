import type { Axis, AxisValue } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

type Averaging = { readonly name: string; readonly [option: string]: AxisValue } | null;

/**
 * Which average of the weights is returned: none, the last 100 or 1,000 steps with fading weight, or the last quarter of
 * the epochs.
 *
 * @see Polyak and Juditsky 1992; Izmailov et al. 2018, arXiv:1803.05407.
 */
export const averaging: Axis<Averaging> = Object.freeze({
  name: 'averaging',
  ordered: false,
  values: (): readonly Averaging[] => [
    null,
    { name: 'ema', decay: 0.99 },
    { name: 'ema', decay: 0.999 },
    { name: 'swa', startFraction: 0.75 },
  ],
  read: (recipe) => recipe.averaging as Averaging,
  apply: (recipe, value) => checked({ ...recipe, averaging: value }),
} satisfies Axis<Averaging>);
