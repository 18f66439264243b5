import { epochsAtSameCost, halvedSizes } from './sizes.ts';
import { withEpochs } from './withEpochs.ts';
import { registry } from '../recipe/registry.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';

/**
 * The simplest kind of network with all that a recipe has beside its architecture, largest first: half its size and so on
 * down, or the one size that there is. It learns more slowly, and its steps cost next to nothing: as other small sizes it
 * trains for longer.
 *
 * @param family Its name, as of the yardstick.
 */
export function simplerRecipes(recipe: Recipe, family: string): Recipe[] {
  const { size, batchNorm } = recipe.architecture;
  const [, largest] = registry.architectures[family]!.sizeRange;
  // Pretrained vectors have a width of their own, whatever the size.
  const sizes = largest === 1 || recipe.wordVectors ? [1] : halvedSizes(size);
  return sizes.map((own) =>
    withEpochs(
      checked({ ...recipe, architecture: { name: family, size: own, batchNorm } }),
      epochsAtSameCost(recipe.epochs, size, own),
    ),
  );
}
