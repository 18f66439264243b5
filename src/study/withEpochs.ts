import { recipe as checked, type Recipe } from '../recipe/schema.ts';

/**
 * A recipe for a shorter or longer training that goes the same course: the schedule stretches over the epochs by itself, and
 * the patience of early stopping grows and shrinks with them. With its old patience a training that is four times as long
 * may end while it still warms up.
 */
export function withEpochs(recipe: Recipe, epochs: number): Recipe {
  if (epochs === recipe.epochs) return recipe;
  const { stopping } = recipe;
  const scaled = (count: number) => Math.max(1, Math.round((count * epochs) / recipe.epochs));
  return checked({
    ...recipe,
    epochs,
    stopping: stopping && {
      ...stopping,
      patience: scaled(stopping.patience),
      startFromEpoch: scaled(stopping.startFromEpoch),
    },
  });
}
