import type { FeatureShape, Remedy } from './remedy.ts';
import type { Augmentation } from '../augmentations/augmentation.ts';
import { registry } from '../recipe/registry.ts';
import { recipe as checked } from '../recipe/schema.ts';

/** A range that lies evenly around `centre` as people write it, else its two ends. */
function rangeText(value: unknown): string {
  if (value === 'auto') return 'usual';
  if (!Array.isArray(value)) return String(value);
  const [low, high] = value as [number, number];
  return low === -high ? `±${high}` : `${low}–${high}`;
}

/**
 * Augmentation: more data from the data. Each augmentation that acts on such data is a remedy of its own, at its default
 * strength, because what helps one task harms another. A study tries the usual ones, the others where they are named.
 *
 * @see Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks".
 */
export const augment: Remedy = Object.freeze({
  name: 'augment',
  source: 'Simard et al. 2003',
  variants: ({ features }) =>
    suitable(features).map(({ name, explanation, defaults, usual = false }) => {
      const { probability, ...options } = defaults;
      const ranges = Object.values(options)
        .filter((value) => typeof value !== 'boolean')
        .map(rangeText);
      return {
        name,
        strength: ranges.length > 0 ? [...new Set(ranges)].join(', ') : probability,
        explanation,
        usual,
        apply: (recipe) =>
          checked({ ...recipe, augmentations: [...recipe.augmentations, { name, ...defaults }] }),
      };
    }),
} satisfies Remedy);

function suitable(features: FeatureShape): readonly Augmentation[] {
  const { image, table, text } = registry.augmentationsOf;
  if (features.kind === 'image') return Object.values(image).filter((one) => one.applies?.(features) ?? true);
  if (features.kind === 'tokens') return [];
  if (features.kind === 'text') {
    const there = { synonyms: features.thesaurus, paraphrases: features.paraphrases };
    return Object.values(text).filter(({ needs }) => !needs || there[needs] !== undefined);
  }
  const plainNumbers = features.numericColumns.filter(
    (_, j) => (features.numericKinds?.[j] ?? 'number') === 'number',
  ).length;
  return Object.values(table).filter((one) => one.applies?.({ plainNumbers }) ?? true);
}
