import type { FitData } from '../../src/train/fit.ts';
import { bars, clouds, people } from './examples.ts';
import type { RecipeInput } from '../../src/recipe/schema.ts';

/** Trainings of 20 steps (80 examples, 4 epochs of 5 steps) that run both in a page and in Node. */
export const trainings: Readonly<
  Record<string, { readonly data: () => FitData; readonly plan: RecipeInput }>
> = {
  'mlp with batchNorm, dropout, L2 and adam': {
    data: () => ({ train: clouds(80), validation: clouds(40, 'validation') }),
    plan: {
      architecture: { name: 'mlp', size: 32, batchNorm: true },
      dropout: 0.3,
      penalties: { l2: 0.001 },
      batchSize: 16,
      epochs: 4,
    },
  },
  'mlp on columns of categories': {
    data: () => ({ train: people(80), validation: people(40, 'validation') }),
    plan: { architecture: { name: 'mlp', size: 16 }, batchSize: 16, epochs: 4 },
  },
  'convnet with augmentation and dropout': {
    data: () => ({ train: bars(80, 'bars', 3), validation: bars(40, 'validation', 3) }),
    plan: {
      architecture: { name: 'convnet', size: 8 },
      augmentations: ['flipHorizontal', 'shift', 'rotate', 'zoom', 'noise'].map((name) => ({ name })),
      dropout: 0.2,
      batchSize: 16,
      epochs: 4,
    },
  },
};
