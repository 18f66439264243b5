import { expect, test } from 'vitest';
import { recipeWords } from './recipeWords.ts';
import { recipe } from '../recipe/schema.ts';

test('a plain recipe is its network', () => {
  expect(recipeWords(recipe({ architecture: { name: 'linear', size: 1 } }))).toBe('linear of size 1');
});

test('all that differs from none is named, in the order of the recipe', () => {
  const all = recipe({
    architecture: { name: 'mlp', size: 8, batchNorm: true },
    numbers: 'stretches',
    wordMinCount: 2,
    augmentations: [{ name: 'swapNoise' }, { name: 'mixup' }],
    dropout: 0.5,
    penalties: { l1: 0.001, l2: 0.01 },
    maxNorm: 2,
    labelSmoothing: 0.05,
    classWeights: 'balanced',
    averaging: { name: 'ema' },
    stopping: { patience: 7 },
  });
  expect(recipeWords(all)).toBe(
    'mlp of size 8, batch norm, numbers as stretches, words seen 2 times, swapNoise, mixup, dropout 0.5, l1 0.001, l2 0.01, max-norm 2, label smoothing 0.05, balanced class weights, ema, early stopping (patience 7)',
  );
});
