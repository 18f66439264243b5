import { expect, test } from 'vitest';
import { simplerRecipes } from './simpler.ts';
import { recipe as checked } from '../recipe/schema.ts';

const shapeOf = (recipes: ReturnType<typeof simplerRecipes>) =>
  recipes.map(({ architecture: { name, size }, epochs }) => [name, size, epochs]);

test('a bag of words has half the size and so on down, and trains for longer', () => {
  const texts = checked({ architecture: { name: 'textCnn', size: 100 }, dropout: 0.3, epochs: 30 });
  const simpler = simplerRecipes(texts, 'bagOfEmbeddings');
  expect(shapeOf(simpler).slice(0, 3)).toEqual([
    ['bagOfEmbeddings', 50, 60],
    ['bagOfEmbeddings', 25, 120],
    ['bagOfEmbeddings', 13, 120],
  ]);
  expect(simpler.every(({ dropout }) => dropout === 0.3)).toBe(true);
});

test('one layer has one size, and nothing of what only a larger network has', () => {
  const table = checked({
    architecture: { name: 'mlp', size: 64, batchNorm: true, embeddings: true, residual: true },
    penalties: { l1: 0.01 },
    epochs: 20,
  });
  const simpler = simplerRecipes(table, 'linear');
  expect(shapeOf(simpler)).toEqual([['linear', 1, 80]]);
  expect(simpler[0]!.penalties.l1).toBe(0.01);
  expect(simpler[0]!.architecture).toMatchObject({ batchNorm: true, embeddings: false, residual: false });
});

test('pretrained vectors have a width of their own, so that there is one size', () => {
  const wordVectors = { file: 'vectors', sha256: '0'.repeat(64), units: 100 };
  const texts = checked({ architecture: { name: 'textCnn', size: 100 }, wordVectors, epochs: 30 });
  expect(shapeOf(simplerRecipes(texts, 'bagOfEmbeddings'))).toEqual([['bagOfEmbeddings', 1, 120]]);
});
