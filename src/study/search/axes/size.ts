import type { Axis } from '../axis.ts';
import { registry } from '../../../recipe/registry.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

/**
 * The architecture's own knob: the baseline's size, a half, a quarter, and an eighth of it.
 *
 * @see Geman, Bienenstock and Doursat 1992, "Neural networks and the bias/variance dilemma".
 */
export const size: Axis<number> = Object.freeze({
  name: 'size',
  ordered: true,
  values({ baseline: { architecture } }) {
    const [low] = registry.architectures[architecture.name]!.sizeRange;
    return [8, 4, 2, 1]
      .map((divisor) => Math.round(architecture.size / divisor))
      .filter((value) => value >= low);
  },
  read: (recipe) => recipe.architecture.size,
  apply: (recipe, value) => checked({ ...recipe, architecture: { ...recipe.architecture, size: value } }),
} satisfies Axis<number>);
