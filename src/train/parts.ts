import type { FitData } from './fit.ts';
import { subset, type Dataset } from '../data/dataset.ts';
import { splitDataset } from '../data/split.ts';
import type { Recipe } from '../recipe/schema.ts';

/**
 * The parts of one dataset: a fifth is the validation part and, where the recipe stops early, another 15% the part that
 * stopping watches, split by the recipe's seed. What is in parts already stays as it is.
 */
export function partsOf(data: Dataset | FitData, recipe: Recipe): FitData {
  if ('train' in data) return data;
  const shares: Record<string, number> = recipe.stopping
    ? { train: 0.65, stop: 0.15, validation: 0.2 }
    : { train: 0.8, validation: 0.2 };
  const parts = splitDataset(data, { parts: shares, seed: recipe.seed });
  return {
    train: subset(data, parts.train!),
    ...(parts.stop && { stop: subset(data, parts.stop) }),
    validation: subset(data, parts.validation!),
  };
}
