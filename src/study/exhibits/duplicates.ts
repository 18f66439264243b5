import type { DuplicatePair } from './record.ts';
import { originOf, shownExample, truthOf } from './shown.ts';
import { joinDatasets, subset, type Dataset } from '../../data/dataset.ts';
import { firstOccurrences } from '../../data/duplicates.ts';

const mostPairs = 6;
/** Two pictures a pair: smaller than others. */
const side = 40;

interface Place {
  readonly part: 'training' | 'test';
  readonly data: Dataset;
  readonly i: number;
}

/**
 * Pairs of examples that are the same or nearly, as the audit marked them: those that stand in both parts first, then
 * those with different answers, then the rest.
 *
 * @param data With its twins known. @param test With them numbered together with those of `data`, or none.
 */
export function duplicates(data: Dataset, test: Dataset): DuplicatePair[] {
  const first = new Map<number, number>();
  const pairs: [Place, Place][] = [];
  data.twins?.forEach((family, i) => {
    const before = first.get(family);
    if (before === undefined) first.set(family, i);
    else pairs.push([place('training', data, before), place('training', data, i)]);
  });
  test.twins?.forEach((family, i) => {
    const before = first.get(family);
    if (before !== undefined) pairs.push([place('training', data, before), place('test', test, i)]);
  });
  return pairs
    .map((pair, order) => ({ pair, order, rank: rankOf(pair) }))
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, mostPairs)
    .flatMap(({ pair }) => {
      const examples = pair.flatMap(({ part, data: of, i }) => {
        const example = shownExample(of, i, side);
        return example ? [{ part, origin: originOf(of, i), truth: truthOf(of, i), example }] : [];
      });
      return examples.length === 2 ? [{ relation: relationOf(pair), examples }] : [];
    });
}

const place = (part: Place['part'], data: Dataset, i: number): Place => ({ part, data, i });

const rankOf = ([a, b]: readonly [Place, Place]): number =>
  a.part !== b.part ? 0 : truthOf(a.data, a.i) !== truthOf(b.data, b.i) ? 1 : 2;

function relationOf([a, b]: readonly [Place, Place]): DuplicatePair['relation'] {
  const both = joinDatasets(subset(a.data, [a.i]), subset(b.data, [b.i]));
  return firstOccurrences(both)[1] === 0 ? 'equal' : 'near';
}
