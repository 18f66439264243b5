import type { Dataset } from './dataset.ts';
import { joinDatasets } from './dataset.ts';
import { firstOccurrences } from './duplicates.ts';
import { nearImages } from './near/nearImages.ts';
import { nearRows } from './near/nearRows.ts';
import { nearTexts } from './near/nearTexts.ts';
import { nearTokens } from './near/nearTokens.ts';
import { DisjointSets } from '../util/disjointSets.ts';

/** Examples that are the same, or nearly. */
export interface Twins {
  /** For each example the index of the first that is exactly equal to it (its own where there is none). */
  readonly equal: Int32Array;
  /** Pairs [i, j], i < j, that are nearly equal; of exactly equal examples only the first is in such pairs. */
  readonly near: readonly (readonly [number, number])[];
  /** For each example the smallest index among all that are its twins, directly or by others. */
  readonly family: Int32Array;
}

/**
 * Finds what is the same in a dataset, exactly or nearly: see `firstOccurrences`, `nearImages`, `nearRows`,
 * `nearTokens`, `nearTexts`. Labels do not count.
 *
 * @param isPassive Examples (of a test part) whose near twins among one another are of no interest.
 * @example twinsOf(data).near // [[3, 17]]: 17 is 3 again, a little brighter
 */
export function twinsOf(dataset: Dataset, isPassive?: (i: number) => boolean): Twins {
  const { features, size } = dataset;
  const equal = firstOccurrences(dataset);
  // Of equal examples the first stands for all. It comes from the training part where one of them does.
  const looked = {
    skip: (i: number) => equal[i] !== i,
    ...(isPassive && { passive: isPassive }),
  };
  const near =
    features.kind === 'image'
      ? nearImages(features, size, looked)
      : features.kind === 'tokens'
        ? nearTokens(features, size, looked)
        : features.kind === 'text'
          ? nearTexts(features.texts, looked)
          : nearRows(features, size, looked);
  const sets = new DisjointSets(size);
  equal.forEach((first, i) => sets.join(first, i));
  for (const [i, j] of near) sets.join(i, j);
  return { equal, near, family: Int32Array.from({ length: size }, (_, i) => sets.find(i)) };
}

/** A dataset that knows its twins, so that no split of it or of its subsets looks for them again. */
export function withTwins(dataset: Dataset): Dataset {
  return dataset.twins ? dataset : Object.freeze({ ...dataset, twins: twinsOf(dataset).family });
}

/** The same for several parts at once: twins in different parts get the same number. */
export function twinsOfParts(
  parts: readonly Dataset[],
  passive: readonly Dataset[] = [],
): { readonly twins: Twins; readonly marked: readonly Dataset[] } {
  const all = parts.reduce((a, b) => joinDatasets(a, b));
  const starts = parts.map((_, k) => parts.slice(0, k).reduce((sum, { size }) => sum + size, 0));
  const isPassive = Uint8Array.from({ length: all.size });
  parts.forEach((part, k) => {
    if (passive.includes(part)) isPassive.fill(1, starts[k], starts[k]! + part.size);
  });
  const twins = twinsOf(all, (i) => isPassive[i] === 1);
  return {
    twins,
    marked: parts.map((part, k) =>
      Object.freeze({ ...part, twins: twins.family.slice(starts[k], starts[k]! + part.size) }),
    ),
  };
}
