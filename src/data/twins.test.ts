import { describe, expect, it } from 'vitest';
import { spots, withCopies } from '../../test/helpers/alteredPictures.ts';
import { randomKey, uniformAt } from '../util/random.ts';
import { fromArrays } from './arrays.ts';
import { joinDatasets, subset } from './dataset.ts';
import { splitDataset } from './split.ts';
import { twinsOf, twinsOfParts, withTwins } from './twins.ts';

const draws = (seed: string) => {
  const key = randomKey('twins', seed);
  let counter = 0;
  return () => uniformAt(key, counter++);
};

function table(size: number, columns: number, seed = 'rows'): number[][] {
  const next = draws(seed);
  return Array.from({ length: size }, () => Array.from({ length: columns }, () => 50 + 30 * next()));
}

const labelled = (rows: number[][]) =>
  fromArrays({ rows, columns: rows[0]!.map((_, c) => `c${c}`), labels: rows.map((_, i) => i % 2) });

describe('twinsOf', () => {
  it('finds rows that were rounded, or given twice', () => {
    const rows = table(500, 6);
    const copies = [3, 77, 200].map((i) => rows[i]!.map((x) => Number(x.toFixed(1))));
    const { near, equal, family } = twinsOf(labelled([...rows, ...copies, rows[9]!]));
    expect(near).toEqual([
      [3, 500],
      [77, 501],
      [200, 502],
    ]);
    expect(equal[503]).toBe(9);
    expect([...family.slice(499)]).toEqual([499, 3, 77, 200, 9]);
  });

  it('does not take rows of few numbers or of codes for near twins, nor those with another category', () => {
    expect(twinsOf(labelled(table(3000, 2))).near).toEqual([]);
    expect(twinsOf(labelled(table(3000, 6).map((row) => row.map((x) => Math.round(x / 10))))).near).toEqual(
      [],
    );
    const rows = table(60, 6).flatMap((row) => [row, row.map((x) => x + 0.01)]);
    const named = (name: (i: number) => string) =>
      fromArrays({
        rows: rows.map((row, i) => [...row, name(i)]),
        columns: ['a', 'b', 'c', 'd', 'e', 'f', 'town'],
        labels: rows.map((_, i) => i % 2),
      });
    expect(twinsOf(named((i) => (i % 2 ? 'Rome' : 'Oslo'))).near).toEqual([]);
    expect(twinsOf(named(() => 'Rome')).near.length).toBe(60);
  });

  it('finds token lists that differ in a token', () => {
    const next = draws('tokens');
    const tokens = Array.from({ length: 50 }, () =>
      Array.from({ length: 24 }, () => 1 + Math.floor(400 * next())),
    );
    const copy = tokens[8]!.with(20, 7);
    const data = fromArrays({
      tokens: [...tokens, copy],
      labels: tokens.concat([copy]).map((_, i) => i % 2),
      vocabulary: 500,
      length: 30,
    });
    expect(twinsOf(data).near).toEqual([[8, 50]]);
  });
});

describe('a split', () => {
  it('keeps near twins on one side, and finds them once', async () => {
    const originals = Array.from({ length: 30 }, (_, i) => i);
    const { features, size, planted } = await withCopies(spots(60, draws('split')), originals, 'shifted');
    const data = fromArrays({
      images: features.pixels,
      channels: 3,
      height: 32,
      width: 32,
      labels: Array.from({ length: size }, (_, i) => i % 2),
    });
    const marked = withTwins(data);
    expect(withTwins(marked)).toBe(marked);
    for (const dataset of [data, marked]) {
      const { train } = splitDataset(dataset, { parts: { train: 0.7, test: 0.3 }, seed: 4 });
      const inTrain = new Set(train);
      for (const [i, j] of planted) expect(inTrain.has(i)).toBe(inTrain.has(j));
    }
    // Marks decide where there are some, also in a part.
    const part = subset(
      { ...marked, twins: new Int32Array(size).map((_, i) => i % 3) },
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    const { train } = splitDataset(part, { parts: { train: 0.5, test: 0.5 }, seed: 1 });
    expect(new Set(Array.from(train, (i) => i % 3)).size).toBeLessThan(3);
  });

  it('marks twins of several parts with one number', () => {
    const rows = table(40, 6);
    const [a, b] = [labelled(rows), labelled([rows[7]!.map((x) => x + 0.01), ...table(10, 6, 'others')])];
    const { marked, twins } = twinsOfParts([a, b], [b]);
    expect(twins.near).toEqual([[7, 40]]);
    expect([...joinDatasets(marked[0]!, marked[1]!).twins!].slice(39, 42)).toEqual([39, 7, 41]);
    expect(joinDatasets(a, marked[1]!).twins).toBeUndefined();
  });
});
