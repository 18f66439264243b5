import type { Axis } from '../axis.ts';
import { registry } from '../../../recipe/registry.ts';
import { recipe as checked, type Recipe } from '../../../recipe/schema.ts';

type Entry = Recipe['augmentations'][number];

const isMixup = ({ name }: Entry): boolean => name === 'mixup';

/**
 * How strongly examples are mixed in pairs: `alpha` of the Beta distribution, 0 for not at all. Where the kind of data
 * has that augmentation.
 *
 * @see Zhang et al. 2018, arXiv:1710.09412.
 */
export const mixup: Axis<number> = Object.freeze({
  name: 'mixup',
  ordered: true,
  values: ({ features }) =>
    Object.hasOwn(registry.augmentationsOf[features.kind], 'mixup') ? [0, 0.1, 0.2, 0.4, 1] : [],
  read: ({ augmentations }) => (augmentations.find(isMixup)?.alpha as number | undefined) ?? 0,
  apply: (recipe, alpha) =>
    checked({
      ...recipe,
      augmentations: [
        ...recipe.augmentations.filter((entry) => !isMixup(entry)),
        // Last, so that what is mixed is augmented already.
        ...(alpha > 0 ? [{ name: 'mixup', alpha }] : []),
      ],
    }),
} satisfies Axis<number>);
