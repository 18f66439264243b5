import { describe, expect, test } from 'vitest';
import {
  fitPreparation,
  prepare,
  preparedShape,
  preparedTargets,
  rawFeeds,
  rawInputs,
} from './preparation.ts';
import type { Preparation } from './preparation.ts';
import { fromArrays, type Cell } from '../data/arrays.ts';
import { subset, type Dataset } from '../data/dataset.ts';
import { makeGraph } from '../graph/graph.ts';
import { interpret, toNdArray } from '../runtime/reference.ts';
import { DataError } from '../util/errors.ts';
import { randomKey, uniformAt } from '../util/random.ts';

const draw = (name: string, i: number) => uniformAt(randomKey('preparation', name), i);

/** Rows of numbers and categories, some missing. */
const table = (size: number, seed = 'table'): Dataset =>
  fromArrays({
    columns: ['age', 'height', 'colour', 'town'],
    rows: Array.from({ length: size }, (_, i): Cell[] => [
      draw(`${seed}.missing`, i) < 0.2 ? null : 20 + 60 * draw(`${seed}.age`, i),
      1e6 + draw(`${seed}.height`, i),
      ['red', 'green', 'blue'][Math.floor(3 * draw(`${seed}.colour`, i))]!,
      draw(`${seed}.town`, i) < 0.5 ? 'Rome' : null,
    ]),
    labels: Array.from({ length: size }, (_, i) => i % 2),
  });

/** What the network sees of a dataset: rows of features, in float64. */
function featuresOf({ features: fitted }: Preparation, data: Dataset): number[][] {
  const raw = rawInputs(fitted);
  const graph = makeGraph('prepare', raw, { features: prepare(fitted, raw) });
  const feeds = Object.entries(rawFeeds(fitted, data.features, 0, data.size));
  const { features } = interpret(
    graph,
    Object.fromEntries(feeds.map(([name, tensor]) => [name, toNdArray(tensor)])),
  );
  expect(features!.shape).toEqual([data.size, ...preparedShape(fitted)]);
  const width = features!.data.length / data.size;
  return Array.from({ length: data.size }, (_, i) => [...features!.data.slice(i * width, (i + 1) * width)]);
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]) => Math.sqrt(mean(values.map((x) => (x - mean(values)) ** 2)));

describe('tables', () => {
  const training = table(200);
  const fitted = fitPreparation(training);

  test('numbers get the mean and deviation of those that are there', () => {
    if (fitted.features.kind !== 'table' || training.features.kind !== 'table') throw new Error('no table');
    const [age, height] = fitted.features.numericColumns;
    const { numbers } = training.features;
    const column = (j: number) => Array.from({ length: 200 }, (_, i) => numbers[2 * i + j]!);
    const ages = column(0).filter((x) => !Number.isNaN(x));
    expect(ages.length).toBeLessThan(190);
    expect(age).toMatchObject({ name: 'age', missing: true });
    expect(age!.mean).toBeCloseTo(mean(ages), 9);
    expect(age!.deviation).toBeCloseTo(deviation(ages), 9);
    expect(height).toMatchObject({ name: 'height', missing: false });
    expect(height!.mean).toBeCloseTo(mean(column(1)), 6);
    expect(height!.deviation / deviation(column(1))).toBeCloseTo(1, 9);
  });

  test('features have mean 0 and deviation 1, flags for what is missing, and one of many for categories', () => {
    const rows = featuresOf(fitted, training);
    // age, height, age missing, blue, green, red, no town, Rome
    expect(preparedShape(fitted.features)).toEqual([8]);
    const known = rows.filter((row) => row[2] === 0).map((row) => row[0]!);
    expect(mean(known)).toBeCloseTo(0, 9);
    expect(deviation(known)).toBeCloseTo(1, 9);
    expect(deviation(rows.map((row) => row[1]!))).toBeCloseTo(1, 6);
    rows.forEach((row, i) => {
      const isMissing = draw('table.missing', i) < 0.2;
      expect(row[2]).toBe(isMissing ? 1 : 0);
      if (isMissing) expect(Math.abs(row[0]!)).toBeLessThan(1e-12);
      const colour = ['red', 'green', 'blue'][Math.floor(3 * draw('table.colour', i))]!;
      expect(row.slice(3, 6)).toEqual(['blue', 'green', 'red'].map((name) => (name === colour ? 1 : 0)));
      expect(row.slice(6)).toEqual(draw('table.town', i) < 0.5 ? [0, 1] : [1, 0]);
    });
  });

  test('an unseen category is none of the known ones', () => {
    const other = fromArrays({
      columns: ['age', 'height', 'colour', 'town'],
      rows: [[30, 1e6, 'ultraviolet', 'Rome']],
      labels: [0],
    });
    expect(featuresOf(fitted, other)[0]!.slice(3)).toEqual([0, 0, 0, 0, 1]);
  });

  test('a number that training never missed is taken as the mean, without a flag', () => {
    const other = fromArrays({
      columns: ['age', 'height', 'colour', 'town'],
      rows: [
        [null, null, 'red', 'Rome'],
        [30, 1e6, 'red', 'Rome'],
      ],
      labels: [0, 1],
    });
    const [row] = featuresOf(fitted, other);
    expect(Math.abs(row![1]!)).toBeLessThan(1e-9);
    expect(row![2]).toBe(1);
  });

  test.each([0, 7, -3.5, 1e30, 1e-30])('a column that is always %s becomes 0', (value) => {
    const data = fromArrays({
      columns: ['c', 'x'],
      rows: [
        [value, 1],
        [value, 2],
        [value, 4],
      ],
      labels: [0, 1, 0],
    });
    const constant = fitPreparation(data);
    expect(constant.features).toMatchObject({ numericColumns: [{ deviation: 1 }, {}] });
    for (const row of featuresOf(constant, data)) expect(Math.abs(row[0]!)).toBeLessThan(1e-6);
  });

  test('a column that is always missing becomes 0 and a flag', () => {
    const data = fromArrays({
      columns: ['c', 'x'],
      rows: [
        [NaN, 1],
        [NaN, 2],
      ],
      labels: [0, 1],
    });
    expect(featuresOf(fitPreparation(data), data)).toEqual([
      [0, -1, 1],
      [0, 1, 1],
    ]);
  });

  test.each([1e-20, 1e-3, 1, 1e9, 1e30])('the unit of a column does not matter (%s)', (unit) => {
    const values = [1, 2, 4, 9];
    const rows = (scale: number) => values.map((x) => [scale * x]);
    const data = fromArrays({ columns: ['x'], rows: rows(unit), labels: [0, 1, 0, 1] });
    const expected = values.map((x) => (x - mean(values)) / deviation(values));
    featuresOf(fitPreparation(data), data).forEach(([x], i) => expect(x).toBeCloseTo(expected[i]!, 5));
  });

  test('other columns are refused, and named', () => {
    const other = fromArrays({ columns: ['age', 'weight'], rows: [[1, 2]], labels: [0] });
    const act = () => rawFeeds(fitted.features, other.features, 0, 1);
    expect(act).toThrow(DataError);
    expect(act).toThrow('the model takes the columns age, height, colour, town. Received age, weight.');
  });
});

describe('dates', () => {
  const days = (text: string) => Date.parse(text) / 86_400_000;
  const dated = (texts: readonly (string | null)[]): Dataset => {
    const plain = fromArrays({
      columns: ['when'],
      rows: texts.map((text) => [text === null ? null : days(text)]),
      labels: texts.map((_, i) => i % 2),
    });
    return { ...plain, features: { ...plain.features, numericKinds: ['date'] } as Dataset['features'] };
  };
  const circle = (share: number) => [Math.sin(2 * Math.PI * share), Math.cos(2 * Math.PI * share)];

  test('become a line and cycles of year, week and day; a missing one has none', () => {
    const texts = ['2024-03-01T06:00Z', '1969-12-29T18:00Z', '2000-07-15T00:00Z', null];
    const data = dated(texts);
    const rows = featuresOf(fitPreparation(data), data);
    expect(rows[0]).toHaveLength(8);
    texts.forEach((text, i) => {
      const cycles = rows[i]!.slice(2);
      if (text === null) {
        expect(rows[i]![1]).toBe(1);
        expect(cycles.map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
        return;
      }
      const day = days(text);
      const expected = [
        ...circle(day / 365.2425),
        ...circle(Math.floor(day) / 7),
        ...circle(day - Math.floor(day)),
      ];
      cycles.forEach((x, j) => expect(x).toBeCloseTo(expected[j]!, 6));
    });
    expect(deviation(rows.slice(0, 3).map((row) => row[0]!))).toBeCloseTo(1, 6);
  });

  test('without a time of day have no cycle of it', () => {
    expect(preparedShape(fitPreparation(dated(['2024-03-01', '2024-03-02'])).features)).toEqual([5]);
  });

  test('are told from numbers', () => {
    const data = dated(['2024-03-01', '2024-03-02']);
    const plain = fromArrays({ columns: ['when'], rows: [[1]], labels: [0] });
    expect(() => rawFeeds(fitPreparation(data).features, plain.features, 0, 1)).toThrow(
      'the model takes column "when" as a date. Received it as a number',
    );
  });
});

describe('rare categories', () => {
  const towns = (names: readonly string[]) =>
    fromArrays({
      columns: ['town'],
      rows: names.map((name) => [name || null]),
      labels: names.map((_, i) => i % 2),
    });
  const many = [
    ...new Array<string>(300).fill('Rome'),
    ...new Array<string>(290).fill('Oslo'),
    'Lima',
    'Kyiv',
    'Bonn',
    '',
    '',
  ];

  test('are pooled, missing ones are not, and unseen ones go to the pool', () => {
    const fitted = fitPreparation(towns(many));
    expect(fitted.features).toMatchObject({
      categoricalColumns: [{ name: 'town', categories: ['', 'Oslo', 'Rome'], other: true }],
    });
    expect(featuresOf(fitted, towns(['Rome', 'Lima', 'Atlantis', '']))).toEqual([
      [0, 0, 1, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 1],
      [1, 0, 0, 0],
    ]);
  });

  test('a single rare one keeps its name', () => {
    const fitted = fitPreparation(towns(many.filter((name) => !['Kyiv', 'Bonn'].includes(name))));
    expect(fitted.features).toMatchObject({
      categoricalColumns: [{ categories: ['', 'Lima', 'Oslo', 'Rome'] }],
    });
    expect(featuresOf(fitted, towns(['Atlantis', 'Rome']))[0]).toEqual([0, 0, 0, 0]);
  });

  test('of thousands of categories the 255 most frequent have a feature', () => {
    const names = Array.from({ length: 9000 }, (_, i) => `t${Math.floor(i / (i < 6000 ? 30 : 10))}`);
    expect(preparedShape(fitPreparation(towns(names)).features)).toEqual([256]);
  });
});

describe('pictures', () => {
  const pixels = Array.from({ length: 20 * 3 * 4 * 5 }, (_, i) => Math.floor(256 * draw('pixels', i) ** 2));
  const training = fromArrays({
    images: pixels,
    channels: 3,
    height: 4,
    width: 5,
    labels: Array.from({ length: 20 }, (_, i) => i % 2),
  });
  const fitted = fitPreparation(training);

  test('each channel gets the mean and deviation of its pixels', () => {
    if (fitted.features.kind !== 'image') throw new Error('no pictures');
    for (let c = 0; c < 3; c++) {
      const channel = pixels.filter((_, i) => Math.floor(i / 20) % 3 === c);
      expect(fitted.features.mean[c]).toBeCloseTo(mean(channel), 9);
      expect(fitted.features.deviation[c]).toBeCloseTo(deviation(channel), 9);
      const seen = featuresOf(fitted, training).flatMap((row) => row.slice(20 * c, 20 * c + 20));
      expect(mean(seen)).toBeCloseTo(0, 9);
      expect(deviation(seen)).toBeCloseTo(1, 9);
    }
  });

  test.each([0, 77, 255])('a channel that is always %s becomes 0', (value) => {
    const flat = fromArrays({
      images: new Array<number>(3 * 49).fill(value),
      height: 7,
      width: 7,
      labels: [0, 1, 0],
    });
    expect(fitPreparation(flat).features).toMatchObject({ mean: [value], deviation: [1] });
    expect(new Set(featuresOf(fitPreparation(flat), flat).flat().map(Math.abs))).toEqual(new Set([0]));
  });

  test('pictures of another size are refused, and rows of a table too', () => {
    const other = fromArrays({ images: new Array<number>(20).fill(0), height: 4, width: 5, labels: [0] });
    expect(() => rawFeeds(fitted.features, other.features, 0, 1)).toThrow(DataError);
    expect(() => rawFeeds(fitted.features, other.features, 0, 1)).toThrow(
      'pictures of 3×4×5. Received 1×4×5',
    );
    expect(() => rawFeeds(fitted.features, table(20).features, 0, 1)).toThrow('Received a table');
  });
});

describe('targets', () => {
  test('numbers are standardized by the training part', () => {
    const values = [10, 20, 60, 30];
    const data = fromArrays({ columns: ['x'], rows: values.map((x) => [x]), values, name: 'price' });
    const { target } = fitPreparation(data);
    expect(target).toMatchObject({ kind: 'number', name: 'price' });
    const prepared = Array.from(preparedTargets(target, data));
    expect(mean(prepared)).toBeCloseTo(0, 6);
    expect(deviation(prepared)).toBeCloseTo(1, 6);
    const flat = fromArrays({ columns: ['x'], rows: [[1], [2]], values: [5, 5] });
    expect(fitPreparation(flat).target).toMatchObject({ mean: 5, deviation: 1 });
  });

  test('classes keep the place that training gave them, whatever their order elsewhere', () => {
    const rows = [[1], [2], [3]];
    const training = fromArrays({ columns: ['x'], rows, labels: ['a', 'b', 'c'] });
    const other = fromArrays({ columns: ['x'], rows, labels: ['a', 'c', 'c'], classes: ['c', 'a'] });
    const { target } = fitPreparation(training);
    expect(Array.from(preparedTargets(target, other))).toEqual([0, 2, 2]);
  });

  test('a label that training never saw is refused, and named', () => {
    const { target } = fitPreparation(fromArrays({ columns: ['x'], rows: [[1], [2]], labels: ['a', 'b'] }));
    const other = fromArrays({ columns: ['x'], rows: [[1], [2]], labels: ['a', 'z'] });
    expect(() => preparedTargets(target, other)).toThrow(DataError);
    expect(() => preparedTargets(target, other)).toThrow('(a, b). Received "z"');
    const numbers = fromArrays({ columns: ['x'], rows: [[1]], values: [1] });
    expect(() => preparedTargets(target, numbers)).toThrow(DataError);
  });
});

test('what is fitted depends on the training part only', () => {
  const all = table(100);
  const [inside, outside] = [
    Array.from({ length: 70 }, (_, i) => i),
    Array.from({ length: 30 }, (_, i) => 70 + i),
  ];
  const fitted = fitPreparation(subset(all, inside));
  // The same training rows among entirely different others.
  const rows = (data: Dataset, i: number): Cell[] => {
    if (data.features.kind !== 'table') throw new Error('no table');
    const { numbers, categories } = data.features;
    return [numbers[2 * i]!, numbers[2 * i + 1]!, categories[2 * i]!, categories[2 * i + 1]!];
  };
  const changed = fromArrays({
    columns: ['age', 'height', 'colour', 'town'],
    rows: [...inside.map((i) => rows(all, i)), ...outside.map((): Cell[] => [1e9, -5, 'violet', 'Paris'])],
    labels: Array.from({ length: 100 }, (_, i) => i % 2),
  });
  expect(fitPreparation(subset(changed, inside))).toEqual(fitted);
  expect(fitPreparation(changed)).not.toEqual(fitted);
});

test('an empty training part is refused', () => {
  expect(() => fitPreparation(subset(table(3), []))).toThrow(DataError);
});
