import type { Remedy } from './remedy.ts';
import { recipe as checked } from '../recipe/schema.ts';

/**
 * Parameter control: a quarter of the size on the architecture's own knob. Too few parameters to memorise leaves only
 * what generalises.
 *
 * @see Geman, Bienenstock and Doursat 1992, "Neural networks and the bias/variance dilemma".
 */
export const shrink: Remedy = Object.freeze({
  name: 'shrink',
  source: 'Geman et al. 1992',
  variants({ baseline }) {
    const size = Math.round(baseline.architecture.size / 4);
    if (size < 1) return [];
    return [
      {
        name: 'shrink',
        strength: `size ${baseline.architecture.size} → ${size}`,
        explanation: 'takes a smaller network of the same kind',
        apply: (recipe) => checked({ ...recipe, architecture: { ...recipe.architecture, size } }),
      },
    ];
  },
} satisfies Remedy);
