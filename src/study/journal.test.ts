import { describe, expect, test } from 'vitest';
import { claimJournal, dataFingerprint, fingerprint, memoryJournal, trialKey } from './journal.ts';
import type { TrialJob } from './trial.ts';
import type { Dataset } from '../data/dataset.ts';
import { recipe } from '../recipe/schema.ts';
import { DataError } from '../util/errors.ts';
import { bars, people, prices } from '../../test/helpers/examples.ts';

type Changes = Readonly<Record<string, (data: Dataset) => Dataset>>;

/** The data with some numbers of its table changed. */
const withNumbers = (data: Dataset, change: (numbers: Float32Array) => void): Dataset => {
  if (data.features.kind !== 'table') throw new Error('a table');
  const numbers = data.features.numbers.slice();
  change(numbers);
  return { ...data, features: { ...data.features, numbers } };
};

const withFeatures = (data: Dataset, changes: object): Dataset => ({
  ...data,
  features: { ...data.features, ...changes } as Dataset['features'],
});

describe('the fingerprint of data', () => {
  const samples: Readonly<Record<string, () => Dataset>> = {
    'a table': () => people(40),
    'a number to predict': () => prices(40),
    pictures: () => bars(10),
  };

  test.each(Object.entries(samples))('%s: the same data agree', (_, make) => {
    expect(dataFingerprint(make())).toBe(dataFingerprint(make()));
    expect(dataFingerprint(make())).toMatch(/^[0-9a-f]{16}$/);
  });

  const changes: Changes = {
    'one number': (data) => withNumbers(data, (x) => (x[1]! += 1)),
    'the last bit of a number': (data) => withNumbers(data, (x) => (x[1]! *= 1 + 2 ** -23)),
    'the signs of a whole column': (data) =>
      withNumbers(data, (x) => x.forEach((value, i) => i % 2 && (x[i] = -value))),
    'two numbers swapped': (data) => withNumbers(data, (x) => ([x[1], x[3]] = [x[3]!, x[1]!])),
    'a value gone missing': (data) => withNumbers(data, (x) => (x[1] = NaN)),
    'the name of a column of numbers': (data) => withFeatures(data, { numericColumns: ['age', 'wage'] }),
    'the name of a column of categories': (data) =>
      withFeatures(data, { categoricalColumns: ['city', 'job'] }),
    groups: (data) => ({ ...data, groups: Array.from({ length: data.size }, (_, i) => `g${i % 5}`) }),
    'a label': (data) => {
      if (data.target.kind !== 'classes') throw new Error('classes');
      return {
        ...data,
        target: { ...data.target, labels: data.target.labels.map((label, i) => (i ? label : 1 - label)) },
      };
    },
    'the name of a class': (data) =>
      ({ ...data, target: { ...data.target, classes: ['no', 'maybe'] } }) as Dataset,
  };

  test('tells changed data apart, and each change from each other', () => {
    const data = people(40);
    const prints = [
      dataFingerprint(data),
      ...Object.values(changes).map((change) => dataFingerprint(change(data))),
    ];
    const names = ['nothing', ...Object.keys(changes)];
    expect(prints.map((print, i) => [names[i], names[prints.indexOf(print)]])).toEqual(
      names.map((name) => [name, name]),
    );
  });

  test('tells pictures apart by a pixel and by their shape', () => {
    const data = bars(10);
    if (data.features.kind !== 'image') throw new Error('pictures');
    const pixels = data.features.pixels.slice();
    pixels[0]! ^= 1;
    const { height, width } = data.features;
    const prints = [
      data,
      withFeatures(data, { pixels }),
      withFeatures(data, { height: width, width: height }),
    ].map(dataFingerprint);
    expect(new Set(prints).size).toBe(3);
  });

  test('parts do not run into one another', () => {
    expect(fingerprint('ab', 'c')).not.toBe(fingerprint('a', 'bc'));
    expect(fingerprint('')).not.toBe(fingerprint());
    expect(fingerprint(Int32Array.of(0))).not.toBe(fingerprint(Int32Array.of(0, 0)));
  });
});

describe('the key of a trial', () => {
  const job: TrialJob = {
    recipe: recipe({ architecture: { name: 'mlp', size: 8 } }),
    parts: { train: Int32Array.of(0, 1, 2), stop: Int32Array.of(3), validation: Int32Array.of(4) },
  };

  test('follows from everything a result follows from, and from nothing else', () => {
    expect(trialKey({ ...job, wantsModel: true })).toBe(trialKey(structuredClone(job)));
    const others: TrialJob[] = [
      job,
      { ...job, recipe: recipe({ ...job.recipe, seed: 1 }) },
      { ...job, recipe: recipe({ ...job.recipe, dropout: 0.1 }) },
      { ...job, untilMemorized: true },
      { ...job, parts: { ...job.parts, train: Int32Array.of(0, 2, 1) } },
      { ...job, parts: { ...job.parts, validation: Int32Array.of(5) } },
      { ...job, parts: { ...job.parts, stop: Int32Array.of(5) } },
      // An example that changes its role.
      { ...job, parts: { ...job.parts, stop: Int32Array.of(4), validation: Int32Array.of(3) } },
      { ...job, parts: { train: job.parts.train, validation: Int32Array.of(3, 4) } },
      { ...job, parts: { train: job.parts.train, stop: Int32Array.of(3, 4) } },
    ];
    expect(new Set(others.map(trialKey)).size).toBe(others.length);
  });
});

describe('claiming a journal', () => {
  test('an empty one is taken; the same study takes it again, another does not', () => {
    const journal = memoryJournal();
    claimJournal(journal, 'data', 1);
    claimJournal(journal, 'data', 1);
    expect(journal.entries).toEqual([{ kind: 'study', schema: 1, data: 'data', seed: 1 }]);
    expect(() => claimJournal(journal, 'other', 1)).toThrow(DataError);
    expect(() => claimJournal(journal, 'data', 2)).toThrow('a study of the same data, split and seed');
    expect(journal.entries).toHaveLength(1);
  });

  test('one that begins with something else is refused', () => {
    const journal = memoryJournal();
    journal.append({ kind: 'test opened', recipes: [] });
    expect(() => claimJournal(journal, 'data', 1)).toThrow(DataError);
  });
});
