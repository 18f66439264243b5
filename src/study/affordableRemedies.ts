import { operationOf } from './refuse.ts';
import type { Recipe } from '../recipe/schema.ts';
import type { RemedyVariant } from '../remedies/remedy.ts';

/**
 * As many remedies as there is time for: augmentations and the others in turn, and a smaller size last, because sizes are
 * looked for later anyway. What is taken keeps its order.
 */
export function affordableRemedies(
  variants: readonly RemedyVariant[],
  baseline: Recipe,
  count: number,
): { readonly variants: readonly RemedyVariant[]; readonly left: readonly RemedyVariant[] } {
  const isAugmentation = (variant: RemedyVariant) => operationOf(variant, baseline) !== undefined;
  const augmentations = variants.filter(isAugmentation);
  const others = variants.filter((variant) => !isAugmentation(variant));
  const rank = (variant: RemedyVariant) =>
    variant.name === 'shrink'
      ? Infinity
      : isAugmentation(variant)
        ? augmentations.indexOf(variant) + 0.5
        : others.indexOf(variant);
  const taken = new Set([...variants].sort((a, b) => rank(a) - rank(b)).slice(0, count));
  return {
    variants: variants.filter((variant) => taken.has(variant)),
    left: variants.filter((variant) => !taken.has(variant)),
  };
}
