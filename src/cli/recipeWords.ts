import type { Recipe } from '../recipe/schema.ts';
import { recipe as checked } from '../recipe/schema.ts';

/** The parts of a recipe that differ from none: "convnet of size 8, shift, dropout 0.5". */
export function recipeWords(form: Readonly<Record<string, unknown>>): string {
  const recipe: Recipe = checked(form);
  const { architecture, augmentations, penalties, stopping, averaging } = recipe;
  const numbered = (name: string, value: number, none = 0) => (value > none ? [`${name} ${value}`] : []);
  return [
    `${architecture.name} of size ${architecture.size}`,
    ...(architecture.batchNorm ? ['batch norm'] : []),
    ...(recipe.numbers === 'standard' ? [] : [`numbers as ${recipe.numbers}`]),
    ...(recipe.wordMinCount > 1 ? [`words seen ${recipe.wordMinCount} times`] : []),
    ...augmentations.map(({ name }) => name),
    ...numbered('dropout', recipe.dropout),
    ...numbered('l1', penalties.l1),
    ...numbered('l2', penalties.l2),
    ...numbered('max-norm', recipe.maxNorm),
    ...numbered('label smoothing', recipe.labelSmoothing),
    ...(recipe.classWeights === 'none' ? [] : [`${recipe.classWeights} class weights`]),
    ...(averaging ? [averaging.name] : []),
    ...(stopping ? [`early stopping (patience ${stopping.patience})`] : []),
  ].join(', ');
}
