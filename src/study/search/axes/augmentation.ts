import type { Axis, AxisValue } from '../axis.ts';
import { recipe as checked, type Recipe } from '../../../recipe/schema.ts';

type Policy = readonly (Recipe['augmentations'][number] & { readonly [option: string]: AxisValue })[];

/** Mixing is an axis of its own. */
const isOwn = ({ name }: { readonly name: string }): boolean => name !== 'mixup';

/**
 * Which augmentations act: those of the baseline, and beside them one of the given ones, or all of these; or none.
 *
 * @see Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks".
 */
export const augmentation: Axis<Policy> = Object.freeze({
  name: 'augmentation',
  ordered: false,
  values({ baseline, augmentations }) {
    const [own, more] = [augmentation.read(baseline), (augmentations as Policy).filter(isOwn)];
    return [[], ...more.map((one) => [...own, one]), ...(more.length > 1 ? [[...own, ...more]] : [])];
  },
  read: ({ augmentations }) => (augmentations as Policy).filter(isOwn),
  apply: (recipe, policy) =>
    checked({
      ...recipe,
      augmentations: [...policy, ...recipe.augmentations.filter((entry) => !isOwn(entry))],
    }),
} satisfies Axis<Policy>);
