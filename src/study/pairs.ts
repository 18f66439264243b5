import type { TrialParts } from './trial.ts';
import { subset, type Dataset } from '../data/dataset.ts';
import { repeatedFolds, splitDataset } from '../data/split.ts';
import { randomKey } from '../util/random.ts';

/** Parts and seed that all recipes share in one comparison. */
export interface Pair {
  readonly parts: TrialParts & { readonly stop: Int32Array; readonly validation: Int32Array };
  readonly seed: number;
  /** Whether its trainings are asked how sensitive they are: those of one pair are enough to see. */
  readonly sensitivity?: boolean;
}

/** Share of what is not validation that is set aside for early stopping. */
const stopShare = 0.15;

/**
 * The splits on which recipes are compared: repeated stratified (group) five-fold, and within each fold a part set
 * aside for early stopping, so that what stops never is what chooses. Every recipe trains on the same examples with the
 * same seed in the same pair.
 *
 * @throws {DataError} too few examples or groups.
 */
export function makePairs(data: Dataset, count: number, seed: number): Pair[] {
  const folds = repeatedFolds(data, { folds: 5, repeats: Math.ceil(count / 5), seed });
  return folds.slice(0, count).map(({ train, held }, i) => {
    const inner = stopSplit(data, train, randomKey(seed, 'stop', i));
    const pair = { parts: { ...inner, validation: held }, seed: randomKey(seed, 'pair', i) };
    return i === 0 ? { ...pair, sensitivity: true } : pair;
  });
}

/** Sets the stopping part aside from the given examples. */
export function stopSplit(
  data: Dataset,
  indices: Int32Array,
  seed: number,
): { readonly train: Int32Array; readonly stop: Int32Array } {
  const parts = splitDataset(subset(data, indices), {
    parts: { train: 1 - stopShare, stop: stopShare },
    seed,
  });
  return { train: parts.train.map((i) => indices[i]!), stop: parts.stop.map((i) => indices[i]!) };
}
