import type { Dataset } from './dataset.ts';

/**
 * From this many examples of the largest class for one of the smallest on, classes are called imbalanced: with two
 * classes a guess is then right in four of five cases, and accuracy says little.
 */
const imbalancedFrom = 4;

/** The largest and the smallest class of imbalanced data; none for balanced data, and for numbers to predict. */
export interface Imbalance {
  readonly largest: { readonly name: string; readonly count: number };
  readonly smallest: { readonly name: string; readonly count: number };
}

/** Whether one class has more than four times the examples of another. Classes without any example do not count. */
export function imbalanceOf({ target }: Pick<Dataset, 'target'>): Imbalance | undefined {
  if (target.kind !== 'classes') return undefined;
  const counts = new Array<number>(target.classes.length).fill(0);
  for (const label of target.labels) counts[label]!++;
  const present = target.classes
    .map((name, i) => ({ name, count: counts[i]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const [largest, smallest] = [present[0], present.at(-1)];
  if (!largest || !smallest || largest.count <= imbalancedFrom * smallest.count) return undefined;
  return { largest, smallest };
}
