import { recipe as checked, type Recipe } from '../../recipe/schema.ts';

/**
 * A recipe for a shorter training that goes the same course: the schedule stretches over the epochs by itself, the
 * patience of early stopping shrinks with them.
 */
export function shortened(recipe: Recipe, epochs: number): Recipe {
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
