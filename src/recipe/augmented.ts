import type { Network } from './compile.ts';
import { isTokens, type FeaturePreparation } from './preparation.ts';
import { registry } from './registry.ts';
import { lookUp, type Recipe } from './schema.ts';
import { rowLayout } from './tablePreparation.ts';
import type { Applied, SeeDraws } from '../augmentations/augmentation.ts';
import { augmentImages, checkApplies } from '../augmentations/image/augmentImages.ts';
import { isMixing, mixExamples, mixTargets, type Mix } from '../augmentations/mixing.ts';
import { augmentRows } from '../augmentations/table/augmentRows.ts';
import type { Value } from '../graph/types.ts';
import { withScope } from '../graph/value.ts';
import { oneHot } from '../losses/classTargets.ts';
import { OptionError } from '../util/errors.ts';
import { staticDim } from '../util/shape.ts';

/** Examples as one step sees them, and how they were mixed in pairs. `see` is shown what was drawn. */
export function augmented(
  { recipe, preparation: { features } }: Pick<Network, 'recipe' | 'preparation'>,
  examples: Value,
  key: Value,
  see?: SeeDraws,
): { readonly examples: Value; readonly mixes: readonly Mix[] } {
  if (recipe.augmentations.length === 0 || isTokens(features)) return { examples, mixes: [] };
  return withScope('augment', () => {
    if (features.kind === 'image') {
      const list = appliedOf(recipe, registry.augmentationsOf.image);
      return mixExamples(augmentImages(examples, key, list, features, see), key, list.filter(isMixing), see);
    }
    const list = appliedOf(recipe, registry.augmentationsOf.table);
    return mixExamples(
      augmentRows(examples, key, list, rowLayout(features), see),
      key,
      list.filter(isMixing),
      see,
    );
  });
}

/** Targets [N] mixed as the examples were: shares of classes [N, classes], or numbers [N]. As they are without mixing. */
export function mixedTargets(
  { preparation: { target } }: Network,
  targets: Value,
  mixes: readonly Mix[],
): Value {
  if (mixes.length === 0) return targets;
  return withScope('augment', () =>
    mixTargets(
      target.kind === 'classes'
        ? oneHot(targets, staticDim(targets.shape, 0, 'mixedTargets'), target.classes.length)
        : targets,
      mixes,
    ),
  );
}

const appliedOf = <A>(recipe: Recipe, things: Readonly<Record<string, A>>): Applied<A>[] =>
  recipe.augmentations.map(({ name, ...options }) => ({
    augmentation: lookUp('augmentation', things, name),
    options: options as { probability: number },
  }));

const acting = {
  image: 'act on pictures',
  table: 'act on rows of a table',
  text: 'act on texts',
} as const;
const given = {
  image: 'The data are pictures',
  table: 'The data is a table',
  tokens: 'The data are token numbers',
  text: 'The data are texts',
} as const;

/** @throws {OptionError} the recipe names augmentations that do not act on such data. */
export function checkAugmentations({ augmentations, backbone }: Recipe, features: FeaturePreparation): void {
  const known: Readonly<Record<string, unknown>> = registry.augmentationsOf[features.kind];
  const strange = augmentations.map(({ name }) => name).filter((name) => !Object.hasOwn(known, name));
  if (strange.length > 0) {
    const kind = (['image', 'table', 'text'] as const).find((one) =>
      Object.hasOwn(registry.augmentationsOf[one], strange[0]!),
    )!;
    const names = Object.keys(known).join(', ');
    throw new OptionError(
      `augmentations: ${strange.join(', ')} ${acting[kind]}. ` +
        (backbone && kind === 'image'
          ? 'A frozen backbone sees each picture once, as it is.'
          : `${given[features.kind]}${names && `; for them there are ${names}`}.`),
    );
  }
  for (const { name } of augmentations) {
    if (features.kind === 'image') checkApplies(registry.augmentationsOf.image[name]!, features);
    const plainNumbers = features.kind === 'table' ? rowLayout(features).numbers.length : 0;
    if (
      features.kind === 'table' &&
      registry.augmentationsOf.table[name]!.applies?.({ plainNumbers }) === false
    )
      throw new OptionError(
        `${name}: acts on columns of numbers. The table has none but categories, dates or truth values. Leave it out.`,
      );
  }
}
