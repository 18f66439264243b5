import { describe, expect, test } from 'vitest';
import { seededDraw } from '../helpers/draw.ts';
import { keyArray } from '../helpers/layers.ts';
import { runtimeDifference } from '../helpers/numeric.ts';
import { thingsOf } from '../helpers/rooms.ts';
import type { Applied } from '../../src/augmentations/augmentation.ts';
import * as imageAugmentations from '../../src/augmentations/image/index.ts';
import { isMixing, mixExamples } from '../../src/augmentations/mixing.ts';
import type { TableAugmentation } from '../../src/augmentations/table/augmentation.ts';
import { augmentRows } from '../../src/augmentations/table/augmentRows.ts';
import { featureDropout } from '../../src/augmentations/table/featureDropout.ts';
import { gaussianNoise } from '../../src/augmentations/table/gaussianNoise.ts';
import { swapNoise } from '../../src/augmentations/table/swapNoise.ts';
import { makeGraph, type Graph } from '../../src/graph/graph.ts';
import type { NdArray, Value } from '../../src/graph/types.ts';
import { input } from '../../src/graph/value.ts';
import { verify } from '../../src/graph/verify.ts';
import { preparedShape } from '../../src/recipe/preparation.ts';
import { rowLayout, type TablePreparation } from '../../src/recipe/tablePreparation.ts';
import { interpret } from '../../src/runtime/reference.ts';
import { OptionError } from '../../src/util/errors.ts';

const augmentations = await thingsOf<TableAugmentation>('augmentations/table');

/** Two numbers, one of them sometimes missing, and two columns of categories: features 0 1 | 2 | 3 4 5 | 6 7. */
const preparation: TablePreparation = {
  kind: 'table',
  numericColumns: [
    { name: 'age', mean: 40, deviation: 10, missing: true },
    { name: 'height', mean: 170, deviation: 9, missing: false },
  ],
  categoricalColumns: [
    { name: 'colour', categories: ['blue', 'green', 'red'] },
    { name: 'town', categories: ['Rome', 'York'] },
  ],
};
const layout = rowLayout(preparation);

const applied = (augmentation: object, options: object = {}): Applied<TableAugmentation> => ({
  augmentation: augmentation as TableAugmentation,
  options: { ...(augmentation as TableAugmentation).defaults, ...options },
});

const augmentedRows = (rows: Value, key: Value, list: readonly Applied<TableAugmentation>[]) =>
  mixExamples(augmentRows(rows, key, list, layout), key, list.filter(isMixing)).examples;

function program(batch: number, list: readonly Applied<TableAugmentation>[]): Graph {
  const [rows, key] = [input('rows', [batch, layout.width]), input('key', [], 'uint32')];
  return makeGraph('augment', [rows, key], { result: augmentedRows(rows, key, list) });
}

const act = (rows: NdArray, list: readonly Applied<TableAugmentation>[], key = 1): number[][] => {
  const { data } = interpret(program(rows.shape[0]!, list), { rows, key: keyArray(key) }).result!;
  return rowsOf({ ...rows, data });
};

const rowsOf = ({ data, shape }: NdArray): number[][] =>
  Array.from({ length: shape[0]! }, (_, n) => Array.from(data.slice(n * shape[1]!, (n + 1) * shape[1]!)));

/** Prepared rows as data has them: every number another one, one category of each column. */
function table(batch: number): NdArray {
  const draw = seededDraw('rows', batch);
  const rows = Array.from({ length: batch }, (_, n) => {
    const missing = draw.int(0, 4) === 0;
    const [colour, town] = [draw.int(0, 2), draw.int(0, 1)];
    const one = (place: number, count: number) =>
      Array.from({ length: count }, (_, i) => Number(i === place));
    return [
      missing ? 0 : (n + 1) / batch,
      -(n + 1) / batch,
      Number(missing),
      ...one(colour, 3),
      ...one(town, 2),
    ];
  });
  return { dtype: 'float32', shape: [batch, 8], data: Float64Array.from(rows.flat()) };
}

test('the layout says where the features of each column stand', () => {
  expect(layout).toEqual({
    width: 8,
    numbers: [0, 1],
    marks: [2],
    columns: [[0, 2], [1], [3, 4, 5], [6, 7]],
  });
  expect(preparedShape(preparation)).toEqual([layout.width]);
  // Dates bring cycles, which belong to their column as its mark does; noise is for plain numbers.
  const dated: TablePreparation = {
    ...preparation,
    numericColumns: [
      { name: 'since', kind: 'date', mean: 0, deviation: 1, missing: true, times: true },
      ...preparation.numericColumns,
    ],
  };
  expect(rowLayout(dated)).toEqual({
    width: 16,
    numbers: [1, 2],
    marks: [3, 4],
    columns: [[0, 3, 5, 6, 7, 8, 9, 10], [1, 4], [2], [11, 12, 13], [14, 15]],
  });
  expect(preparedShape(dated)).toEqual([16]);
});

describe.each(augmentations)('augmentation of rows $name', ({ name, thing: augmentation }) => {
  const always = applied(augmentation, { probability: 1 });

  test('carries the name of its file, is frozen, and says in a sentence what it does', () => {
    expect(augmentation.name).toBe(name);
    expect(Object.isFrozen(augmentation) && Object.isFrozen(augmentation.defaults)).toBe(true);
    expect(augmentation.explanation).toMatch(/^[a-z].*[a-z]$/);
    expect(augmentation.defaults.probability).toBeGreaterThan(0);
  });

  test('is the very same thing where an augmentation of pictures has its name', () => {
    const other = (imageAugmentations as Readonly<Record<string, unknown>>)[name];
    expect([undefined, augmentation]).toContain(other);
  });

  test('with probability 0 is the identity and costs no node', () => {
    const [rows, key] = [input('rows', [4, 8]), input('key', [], 'uint32')];
    expect(augmentedRows(rows, key, [applied(augmentation, { probability: 0 })])).toBe(rows);
  });

  test('changes rows, gives finite numbers, builds a sound graph, also for a single row', () => {
    for (const batch of [1, 2, 30]) {
      expect(act(table(batch), [always]).flat().every(Number.isFinite)).toBe(true);
      expect(verify(program(batch, [always]))).toEqual([]);
    }
    expect(act(table(30), [always])).not.toEqual(rowsOf(table(30)));
  });

  test('is a pure function of rows and key, and leaves the others alone to the bit', () => {
    const half = applied(augmentation, { probability: 0.5 });
    const rows = table(60);
    expect(act(rows, [half], 5)).toEqual(act(rows, [half], 5));
    expect(act(rows, [half], 5)).not.toEqual(act(rows, [half], 6));
    const before = rowsOf(rows);
    const same = act(rows, [half], 5).filter((row, n) => row.join() === before[n]!.join()).length;
    expect(same).toBeGreaterThan(12);
    expect(same).toBeLessThan(60);
  });

  test('runs in onnxruntime as in the reference, within 1e-5', async () => {
    for (const batch of [1, 25])
      for (const probability of [0.5, 1]) {
        const graph = program(batch, [applied(augmentation, { probability })]);
        expect(
          await runtimeDifference(graph, { rows: table(batch), key: keyArray(0xdeadbeef) }),
        ).toBeLessThan(1e-5);
      }
  });

  test.each([-0.1, 1.5, NaN])('refuses probability %s', (probability) => {
    expect(() => program(4, [applied(augmentation, { probability })])).toThrow(
      `${name}: probability must be in [0, 1]. Received probability=${probability}`,
    );
  });
});

test('gaussianNoise is normal with the deviation asked for, on numbers only', () => {
  const rows = table(4000);
  const result = act(rows, [applied(gaussianNoise, { deviationRange: [0.3, 0.3] })], 9);
  const before = rowsOf(rows);
  const noise = result.flatMap((row, n) => [0, 1].map((f) => (row[f]! - before[n]![f]!) / 0.3));
  const moment = (k: number) => noise.reduce((sum, x) => sum + x ** k, 0) / noise.length;
  expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / noise.length));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / noise.length));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / noise.length));
  expect(result.map((row) => row.slice(2))).toEqual(before.map((row) => row.slice(2)));
});

test('swapNoise takes whole columns from other rows, evenly, at the rate asked for', () => {
  const batch = 400;
  const before = rowsOf(table(batch));
  const counts = [0, 0, 0, 0];
  const donors: number[] = [];
  for (const key of [1, 77, 1234567, 0xcafe01]) {
    const result = act(table(batch), [applied(swapNoise, { rateRange: [0.25, 0.25] })], key);
    result.forEach((row, n) =>
      layout.columns.forEach((features, column) => {
        const [now, old] = [row, before[n]!].map((values) => features.map((f) => values[f]).join());
        // Each value is one that some row has in that column, with its mark.
        expect(before.some((values) => features.map((f) => values[f]).join() === now)).toBe(true);
        if (now !== old) counts[column]!++;
        if (column === 1 && now !== old) donors.push((Math.round(-row[1]! * batch) - 1 - n + batch) % batch);
      }),
    );
  }
  // The second number is another one in every row, so that each swap shows.
  expect(Math.abs(counts[1]! - 400)).toBeLessThan(4 * Math.sqrt(1600 * 0.25 * 0.75));
  expect(Math.min(...counts)).toBeGreaterThan(100);
  expect(donors).not.toContain(0);
  const mean = donors.reduce((a, b) => a + b) / donors.length;
  expect(Math.abs(mean - batch / 2)).toBeLessThan((4 * batch) / Math.sqrt(12 * donors.length));
});

test('swapNoise never takes a value from the row itself', () => {
  const before = rowsOf(table(2));
  for (const key of [1, 2, 3])
    expect(act(table(2), [applied(swapNoise, { rateRange: [1, 1] })], key)).toEqual([...before].reverse());
});

test('featureDropout makes whole columns missing: the mean with its mark, no category', () => {
  const before = rowsOf(table(500));
  const result = act(table(500), [applied(featureDropout, { rateRange: [0.2, 0.2] })], 3);
  const gone = [[0, 1], [0], [0, 0, 0], [0, 0]].map((values) => values.join());
  const counts = layout.columns.map((features, column) => {
    let count = 0;
    result.forEach((row, n) => {
      const [now, old] = [row, before[n]!].map((values) => features.map((f) => values[f]).join());
      if (now !== old) {
        expect(now).toBe(gone[column]);
        count++;
      }
    });
    return count;
  });
  for (const count of counts.slice(1))
    expect(Math.abs(count - 100)).toBeLessThan(4 * Math.sqrt(500 * 0.2 * 0.8));
});

test('the rates are drawn for each row within their range', () => {
  const rows = table(4000);
  const result = act(rows, [applied(featureDropout, { rateRange: [0, 1] })], 3);
  // Gone columns of three that show it: with one rate in (0, 1) a row every number from 0 to 3 is equally likely.
  const gone = (row: readonly number[]) =>
    [[1], [3, 4, 5], [6, 7]].filter((features) => features.every((f) => row[f] === 0)).length;
  for (const wanted of [0, 1, 2, 3]) {
    const count = result.filter((row) => gone(row) === wanted).length;
    expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75));
  }
});

test.each([
  ['gaussianNoise: deviationRange', applied(gaussianNoise, { deviationRange: [-1, 0] })],
  ['swapNoise: rateRange', applied(swapNoise, { rateRange: [0, 1.1] })],
  ['featureDropout: rateRange', applied(featureDropout, { rateRange: [0.5, 0.2] })],
])('%s outside its limits is refused', (message, one) => {
  expect(() => program(2, [one])).toThrow(OptionError);
  expect(() => program(2, [one])).toThrow(`${message} must be two numbers, the lower first, within`);
});
