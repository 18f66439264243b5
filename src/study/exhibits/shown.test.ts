import { describe, expect, test } from 'vitest';
import { originOf, shortened, shownExample, shownRow, shownText, truthOf } from './shown.ts';
import { bars, people, prices } from '../../../test/helpers/examples.ts';
import { fromArrays } from '../../data/arrays.ts';
import type { ImageFeatures, TableFeatures } from '../../data/dataset.ts';

const bytesOf = (text: string) => Array.from(atob(text), (letter) => letter.charCodeAt(0));

describe('pictures', () => {
  test('small ones are as they were, channels side by side', () => {
    const data = bars(3, 'shown', 3);
    const { pixels } = data.features as ImageFeatures;
    const shown = shownExample(data, 1)!;
    expect(shown).toMatchObject({ kind: 'picture', channels: 3, height: 8, width: 9 });
    const bytes = bytesOf((shown as { pixels: string }).pixels);
    for (const [c, y, x] of [
      [0, 0, 0],
      [2, 7, 8],
      [1, 3, 5],
    ] as const)
      expect(bytes[(y * 9 + x) * 3 + c]).toBe(pixels[3 * 72 + (c * 8 + y) * 9 + x]);
  });

  test('large ones are scaled down by the mean of what each pixel stands for', () => {
    const [height, width] = [100, 50];
    const images = Array.from({ length: height * width }, (_, at) =>
      Math.floor(at / width) < 50 ? 200 : (at % 2) * 100,
    );
    const shown = shownExample(fromArrays({ images, channels: 1, height, width, labels: ['a'] }), 0)!;
    expect(shown).toMatchObject({ channels: 1, height: 48, width: 24 });
    const bytes = bytesOf((shown as { pixels: string }).pixels);
    expect(bytes.slice(0, 24 * 24)).toEqual(new Array(24 * 24).fill(200));
    // Boxes of 2.08 pixels over stripes: the mean of all is that of the stripes.
    const below = bytes.slice(24 * 24);
    expect(below.reduce((sum, value) => sum + value, 0) / below.length).toBeCloseTo(50, 0);
  });
});

describe('rows', () => {
  test('cells as texts, with their columns; what is missing is empty', () => {
    const data = people(20);
    const table = data.features as TableFeatures;
    const missing = Array.from({ length: 20 }, (_, i) => i).find((i) => Number.isNaN(table.numbers[2 * i]!))!;
    expect(shownExample(data, missing)).toEqual({
      kind: 'row',
      cells: [
        { column: 'age', text: '' },
        { column: 'income', text: String(Number(table.numbers[2 * missing + 1]!.toPrecision(5))) },
        { column: 'town', text: table.categories[2 * missing] },
        { column: 'job', text: table.categories[2 * missing + 1] },
      ],
      columns: 4,
    });
  });

  test('of wide tables the first twelve columns', () => {
    const columns = Array.from({ length: 30 }, (_, j) => `c${j}`);
    const data = fromArrays({ columns, rows: [columns.map((_, j) => j)], labels: ['a'] });
    const shown = shownExample(data, 0) as { cells: unknown[]; columns: number };
    expect([shown.cells.length, shown.columns]).toEqual([12, 30]);
  });

  test('cells that differ from what it was made of are marked', () => {
    const table = people(2).features as TableFeatures;
    const made = { ...table, categories: ['elsewhere', ...table.categories.slice(1)] };
    const { cells } = shownRow(made, 0, table) as { cells: { column: string; changed?: true }[] };
    expect(cells.filter(({ changed }) => changed).map(({ column }) => column)).toEqual(['town']);
  });

  test('features of pictures are no row for people', () => {
    const data = people(2);
    const backbone = { file: 'a.onnx' } as never;
    expect(
      shownExample({ ...data, features: { ...(data.features as TableFeatures), backbone } }, 0),
    ).toBeUndefined();
  });
});

describe('texts', () => {
  test('long ones are cut after 300 characters, changed or not, and say so', () => {
    const runs = [
      { text: 'a'.repeat(250) },
      { text: 'b'.repeat(20), changed: true },
      { text: 'c'.repeat(100) },
    ];
    expect(shownText(runs)).toEqual({
      kind: 'text',
      runs: [{ text: 'a'.repeat(250) }, { text: 'b'.repeat(20), changed: true }, { text: 'c'.repeat(30) }],
      cut: true,
    });
    expect(shownText([{ text: 'short' }])).toEqual({ kind: 'text', runs: [{ text: 'short' }] });
    expect(shownText([{ text: 'x'.repeat(300) }])).not.toHaveProperty('cut');
  });

  test('no letter is cut in two', () => {
    expect(shortened('🌺'.repeat(9), 5)).toBe(`${'🌺'.repeat(4)}…`);
    expect(shortened('🌺'.repeat(5), 5)).toBe('🌺'.repeat(5));
  });

  test('tokens are shown as their numbers', () => {
    const data = fromArrays({ tokens: [[3, 1, 2]], labels: ['a'] });
    expect(shownExample(data, 0)).toEqual({ kind: 'text', runs: [{ text: '3 1 2' }] });
  });
});

test('where an example comes from, and its answer', () => {
  const data = prices(3);
  expect(originOf({ ...data, origins: ['a.csv:2', 'b', 'c'] }, 0)).toBe('a.csv:2');
  expect(originOf({ ...data, origins: ['x'.repeat(999), '', ''] }, 0)).toHaveLength(200);
  const { origins: _, ...nameless } = data;
  expect(originOf(nameless, 1)).toBe('example 2');
  expect(truthOf(people(2), 1)).toBe((people(2).target as { labels: Int32Array }).labels[1]);
});
