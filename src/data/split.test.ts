import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromArrays } from './arrays.ts';
import type { Dataset } from './dataset.ts';
import { kFolds, repeatedFolds, splitDataset, stratifiedSample } from './split.ts';
import { DataError, OptionError } from '../util/errors.ts';

const SEED = 20240607;

/** A dataset with one distinct number as feature, so that nothing is a duplicate. */
function withLabels(labels: readonly number[], groups?: readonly string[]): Dataset {
  return fromArrays({ rows: labels.map((_, i) => ({ x: i })), labels, ...(groups && { groups }) });
}

const labelsArbitrary = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 120 });
const seedArbitrary = fc.integer({ min: 0, max: 1e6 });

function countsOf(dataset: Dataset, indices: ArrayLike<number>): number[] {
  if (dataset.target.kind !== 'classes') throw new Error('classes expected');
  const counts = dataset.target.classes.map(() => 0);
  for (const i of Array.from(indices)) counts[dataset.target.labels[i]!]!++;
  return counts;
}

function expectPartition(parts: readonly Int32Array[], size: number): void {
  for (const part of parts) {
    expect(part.length).toBeGreaterThan(0);
    expect([...part]).toEqual([...part].sort((a, b) => a - b));
  }
  const all = parts.flatMap((part) => [...part]).sort((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: size }, (_, i) => i));
}

describe('splitDataset', () => {
  it('covers every example once, within one example of each class share', () => {
    fc.assert(
      fc.property(
        labelsArbitrary,
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        seedArbitrary,
        (labels, share, seed) => {
          const data = withLabels(labels);
          const fractions = { train: share, validation: 1 - share };
          const { train, validation } = splitDataset(data, { parts: fractions, seed });
          expectPartition([train, validation], data.size);
          const totals = countsOf(data, [...labels.keys()]);
          for (const [part, fraction] of [
            [train, share],
            [validation, 1 - share],
          ] as const)
            countsOf(data, part).forEach((count, c) => {
              expect(Math.abs(count - totals[c]! * fraction)).toBeLessThanOrEqual(1 + 1e-9);
              if (totals[c]! >= 2) expect(count).toBeGreaterThan(0);
            });
        },
      ),
      { seed: SEED },
    );
  });

  it('keeps the sizes of the parts near their fractions, also with many small classes', () => {
    const labels = Array.from({ length: 100 }, (_, i) => i % 50);
    const singles = Array.from({ length: 40 }, (_, i) => 100 + i);
    const { train, test } = splitDataset(withLabels([...labels, ...singles]), {
      parts: { train: 0.75, test: 0.25 },
      seed: 3,
    });
    // Each of the 50 classes of two must stand on both sides; the 40 of one can only go to training.
    expect([train.length, test.length]).toEqual([90, 50]);
    const onlySingles = splitDataset(withLabels(singles), { parts: { train: 0.75, test: 0.25 }, seed: 3 });
    expect([onlySingles.train.length, onlySingles.test.length]).toEqual([30, 10]);
  });

  it('puts each class with examples enough into each of three parts', () => {
    fc.assert(
      fc.property(labelsArbitrary, seedArbitrary, (labels, seed) => {
        const data = withLabels(labels);
        const parts = splitDataset(data, { parts: { train: 0.9, validation: 0.05, test: 0.05 }, seed });
        expectPartition(Object.values(parts), data.size);
        const totals = countsOf(data, [...labels.keys()]);
        for (const part of Object.values(parts))
          countsOf(data, part).forEach((count, c) => {
            if (totals[c]! >= 3) expect(count).toBeGreaterThan(0);
          });
      }),
      { seed: SEED },
    );
  });

  it('keeps groups whole, and every class on each side where its groups allow', () => {
    const groupsArbitrary = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 12 })),
      {
        minLength: 4,
        maxLength: 25,
      },
    );
    fc.assert(
      fc.property(groupsArbitrary, seedArbitrary, (sizes, seed) => {
        const labels = sizes.flatMap(([label, n]) => new Array<number>(n).fill(label));
        const groups = sizes.flatMap(([, n], g) => new Array<string>(n).fill(`g${g}`));
        const data = withLabels(labels, groups);
        const { train, test } = splitDataset(data, { parts: { train: 0.7, test: 0.3 }, seed });
        expectPartition([train, test], data.size);
        const inTrain = new Set(Array.from(train, (i) => groups[i]));
        expect(Array.from(test).some((i) => inTrain.has(groups[i]))).toBe(false);
        for (const label of [0, 1, 2]) {
          if (sizes.filter(([of]) => of === label).length < 2) continue;
          for (const part of [train, test])
            expect(Array.from(part).some((i) => labels[i] === label)).toBe(true);
        }
      }),
      { seed: SEED },
    );
  });

  it('balances classes across groups that hold several', () => {
    // 40 patients with 5 healthy and 5 sick pictures each.
    const labels = Array.from({ length: 400 }, (_, i) => i % 2);
    const groups = labels.map((_, i) => `patient${Math.floor(i / 10)}`);
    const data = withLabels(labels, groups);
    const { train, test } = splitDataset(data, { parts: { train: 0.8, test: 0.2 }, seed: 5 });
    expect(countsOf(data, train)).toEqual([160, 160]);
    expect(countsOf(data, test)).toEqual([40, 40]);
  });

  it('keeps exact duplicates on one side, and with them their groups', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 20, maxLength: 60 }),
        seedArbitrary,
        (values, seed) => {
          fc.pre(new Set(values).size >= 2);
          const images = values.flatMap((value) => [value, 255 - value]);
          const data = fromArrays({ images, height: 1, width: 2, labels: values.map((_, i) => i % 2) });
          const { train, test } = splitDataset(data, { parts: { train: 0.6, test: 0.4 }, seed });
          expectPartition([train, test], data.size);
          const inTrain = new Set(Array.from(train, (i) => values[i]));
          expect(Array.from(test).some((i) => inTrain.has(values[i]))).toBe(false);
        },
      ),
      { seed: SEED },
    );
    const rows = [1, 2, 2, 3, 4, 5].map((x) => ({ x, colour: 'red' }));
    const linked = fromArrays({ rows, labels: [0, 1, 0, 1, 0, 1], groups: ['a', 'a', 'b', 'b', 'c', 'd'] });
    for (let seed = 0; seed < 20; seed++) {
      const { train } = splitDataset(linked, { parts: { train: 0.5, test: 0.5 }, seed });
      // Groups a and b share a row, so the first four examples are one.
      expect([0, 4]).toContain(Array.from(train).filter((i) => i < 4).length);
    }
  });

  it('is the same for the same seed and another for another', () => {
    const data = withLabels(Array.from({ length: 100 }, (_, i) => i % 3));
    const split = (seed: number) =>
      [...splitDataset(data, { parts: { train: 0.8, test: 0.2 }, seed }).test].join();
    const seeds = Array.from({ length: 50 }, (_, seed) => seed);
    for (const seed of seeds) expect(split(seed)).toBe(split(seed));
    expect(new Set(seeds.map(split)).size).toBe(50);
  });

  it('draws another split by seed also where groups are of like but unequal size', () => {
    const sizes = [8, 9, 10, 11, 12, 13, 14, 15];
    const groups = sizes.flatMap((n, g) => new Array<string>(n).fill(`g${g}`));
    const data = withLabels(
      groups.map((_, i) => i % 2),
      groups,
    );
    const seeds = Array.from({ length: 30 }, (_, seed) => seed);
    const splits = seeds.map((seed) =>
      [...splitDataset(data, { parts: { train: 0.5, test: 0.5 }, seed }).test].join(),
    );
    expect(new Set(splits).size).toBeGreaterThan(5);
  });

  it('gives every example its chance of being held out', () => {
    const data = withLabels(Array.from({ length: 20 }, (_, i) => i % 2));
    const held = new Array<number>(20).fill(0);
    for (let seed = 0; seed < 400; seed++)
      for (const i of splitDataset(data, { parts: { train: 0.8, test: 0.2 }, seed }).test) held[i]!++;
    // Binomial(400, 0.2): mean 80, standard deviation 8.
    for (const count of held) expect(Math.abs(count - 80)).toBeLessThan(40);
  });

  it('spreads a number to predict evenly over the parts', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 100);
    const data = fromArrays({ rows: values.map((_, i) => ({ x: i })), values });
    const { test } = splitDataset(data, { parts: { train: 0.8, test: 0.2 }, seed: 2 });
    const tenths = Array.from(test, (i) => Math.floor(values[i]! / 10)).sort((a, b) => a - b);
    expect(tenths).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9]);
  });

  it('says what is wrong with the parts', () => {
    const data = withLabels([0, 1, 0, 1]);
    const split =
      (parts: Record<string, number>, of = data) =>
      () =>
        splitDataset(of, { parts, seed: 0 });
    expect(split({ train: 0.8, test: 0.1 })).toThrow(OptionError);
    expect(split({ train: 0.8, test: 0.1 })).toThrow('must sum to 1');
    expect(split({ train: 1, test: 0 })).toThrow('Received test=0. Leave the part out instead.');
    expect(split({ train: 0.6, test: NaN })).toThrow(OptionError);
    expect(split({ a: 0.2, b: 0.2, c: 0.2, d: 0.2, e: 0.2 })).toThrow(DataError);
    const oneGroup = withLabels([0, 1, 0, 1], ['a', 'a', 'a', 'a']);
    expect(split({ train: 0.5, test: 0.5 }, oneGroup)).toThrow('2 parts need at least 2 independent groups');
    expect([...split({ train: 1 })().train!]).toEqual([0, 1, 2, 3]);
  });
});

describe('kFolds', () => {
  it('holds every example out once, with folds of like size and classes', () => {
    fc.assert(
      fc.property(labelsArbitrary, fc.integer({ min: 2, max: 6 }), seedArbitrary, (labels, folds, seed) => {
        const data = withLabels(labels);
        const made = kFolds(data, { folds, seed });
        expect(made.length).toBe(folds);
        expectPartition(
          made.map(({ held }) => held),
          data.size,
        );
        const totals = countsOf(data, [...labels.keys()]);
        for (const { train, held } of made) {
          expectPartition([train, held], data.size);
          countsOf(data, held).forEach((count, c) =>
            expect(Math.abs(count - totals[c]! / folds)).toBeLessThanOrEqual(1 + 1e-9),
          );
        }
      }),
      { seed: SEED },
    );
  });

  it('makes folds of equal size where the classes alone would not', () => {
    // Each of five classes leaves one or more over; together they fill the folds evenly.
    const labels = [3, 4, 6, 7, 10].flatMap((n, c) => new Array<number>(n).fill(c));
    const sizes = kFolds(withLabels(labels), { folds: 5, seed: 1 }).map(({ held }) => held.length);
    expect(sizes).toEqual([6, 6, 6, 6, 6]);
  });

  it('refuses fewer groups than folds', () => {
    const data = withLabels([0, 1, 0, 1, 0, 1], ['a', 'a', 'b', 'b', 'c', 'c']);
    expect(kFolds(data, { folds: 3, seed: 0 }).map(({ held }) => held.length)).toEqual([2, 2, 2]);
    expect(() => kFolds(data, { folds: 4, seed: 0 })).toThrow(DataError);
    expect(() => kFolds(data, { folds: 4, seed: 0 })).toThrow('Received 3. Add data or ask for fewer folds.');
    expect(() => kFolds(data, { folds: 1, seed: 0 })).toThrow(OptionError);
  });
});

describe('repeatedFolds', () => {
  it('starts with kFolds of the same seed and then draws other folds', () => {
    const data = withLabels(Array.from({ length: 60 }, (_, i) => i % 3));
    const repeated = repeatedFolds(data, { folds: 4, repeats: 3, seed: 9 });
    expect(repeated.map(({ repeat, fold }) => [repeat, fold])).toEqual(
      [0, 1, 2].flatMap((repeat) => [0, 1, 2, 3].map((fold) => [repeat, fold])),
    );
    expect(repeated.slice(0, 4).map(({ held }) => held)).toEqual(
      kFolds(data, { folds: 4, seed: 9 }).map(({ held }) => held),
    );
    expect(new Set(repeated.map(({ held }) => held.join())).size).toBe(12);
    expect(() => repeatedFolds(data, { folds: 4, repeats: 0, seed: 9 })).toThrow(OptionError);
  });
});

describe('stratifiedSample', () => {
  it('has exactly the asked size, the class proportions, and each class where possible', () => {
    fc.assert(
      fc.property(labelsArbitrary, fc.integer({ min: 1, max: 130 }), seedArbitrary, (labels, size, seed) => {
        const data = withLabels(labels);
        const sample = stratifiedSample(data, { size, seed });
        const asked = Math.min(size, labels.length);
        expect(new Set(sample).size).toBe(asked);
        const counts = countsOf(data, sample);
        if (asked >= counts.length) expect(Math.min(...counts)).toBeGreaterThan(0);
      }),
      { seed: SEED },
    );
    const data = withLabels(Array.from({ length: 1000 }, (_, i) => (i < 800 ? 0 : 1)));
    expect(countsOf(data, stratifiedSample(data, { size: 50, seed: 4 }))).toEqual([40, 10]);
    expect(() => stratifiedSample(data, { size: 0, seed: 1 })).toThrow(OptionError);
  });
});
