import { expect, test } from 'vitest';
import { baselineRecipe } from './baseline.ts';
import { yardstickRecipe } from './yardstick.ts';
import { fromArrays } from '../data/arrays.ts';
import { network } from '../recipe/compile.ts';
import { preparationFor } from '../recipe/preparation.ts';

const labels = ['a', 'b', 'a', 'b'];
const sets = {
  table: fromArrays({ rows: [{ x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }], labels }),
  image: fromArrays({ images: new Array<number>(4 * 64).fill(7), height: 8, width: 8, labels }),
  text: fromArrays({ texts: ['one two', 'two three', 'three four', 'four one'], labels }),
  tokens: fromArrays({ tokens: [[1, 2], [2], [1], [2, 1]], vocabulary: 4, length: 8, labels }),
};

test.each(Object.entries(sets))('%s: a network that is built, small and without remedies', (kind, data) => {
  const baseline = baselineRecipe(data, 40);
  const recipe = yardstickRecipe(data, baseline, 100)!;
  const built = network(recipe, preparationFor(recipe, data));
  expect(recipe.architecture.name).toBe(kind === 'table' || kind === 'image' ? 'linear' : 'bagOfEmbeddings');
  expect(recipe.augmentations).toEqual([]);
  expect(recipe.dropout).toBe(0);
  expect(built.parameters).toBeGreaterThan(0);
  // 600 steps at least: of 100 examples a batch is 32 by default or more.
  const stepsPerEpoch = Math.ceil(100 / Math.min(recipe.batchSize, 100));
  expect(recipe.epochs * stepsPerEpoch).toBeGreaterThanOrEqual(600);
  expect(yardstickRecipe(data, recipe, 100)).toBeUndefined();
});
