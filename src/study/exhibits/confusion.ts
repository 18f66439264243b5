import type { Confusion } from './record.ts';
import { argmax } from '../../metrics/argmax.ts';

/** More classes than that are not shown all at once: of those the most confused. */
const mostClasses = 20;
const mostPairs = 10;

/**
 * Which classes a network takes for which.
 *
 * @param predictions Probabilities, row-major [N, classes]. @param labels The true class of each.
 */
export function confusion(predictions: Float32Array, classes: number, labels: ArrayLike<number>): Confusion {
  const table = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let n = 0; n < labels.length; n++) table[labels[n]!]![argmax(predictions, n * classes, classes)]!++;
  const counts = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const pairs = table
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count, of: counts[truth]! })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count || a.truth - b.truth || a.predicted - b.predicted);
  const shown = shownClasses(classes, pairs);
  return {
    classes: shown,
    of: classes,
    matrix: shown.map((truth) => shown.map((predicted) => table[truth]![predicted]!)),
    elsewhere: shown.map(
      (truth) => counts[truth]! - shown.reduce((sum, predicted) => sum + table[truth]![predicted]!, 0),
    ),
    counts: shown.map((truth) => counts[truth]!),
    recall: shown.map((truth) => (counts[truth] ? table[truth]![truth]! / counts[truth]! : null)),
    pairs: pairs.slice(0, mostPairs),
  };
}

function shownClasses(
  classes: number,
  pairs: readonly { readonly truth: number; readonly predicted: number }[],
): number[] {
  const all = Array.from({ length: classes }, (_, k) => k);
  if (classes <= mostClasses) return all;
  const shown = new Set<number>();
  for (const k of [...pairs.flatMap(({ truth, predicted }) => [truth, predicted]), ...all])
    if (shown.size < mostClasses) shown.add(k);
  return [...shown].sort((a, b) => a - b);
}
