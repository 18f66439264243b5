import { describe, expect, it } from 'vitest';
import type { Arrays } from './arrays.ts';
import { fromArrays } from './arrays.ts';
import { DataError } from '../util/errors.ts';

describe('fromArrays', () => {
  it('reads images flat, one by one and nested alike', () => {
    const flat = new Uint8Array([0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255]);
    const labels = ['b', 'a'];
    const whole = fromArrays({ images: flat, height: 2, width: 3, labels });
    expect(whole.features).toEqual({ kind: 'image', pixels: flat, channels: 1, height: 2, width: 3 });
    expect(whole.target).toEqual({ kind: 'classes', classes: ['a', 'b'], labels: new Int32Array([1, 0]) });
    const rows = [
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
      [
        [250, 251, 252],
        [253, 254, 255],
      ],
    ];
    expect(fromArrays({ images: rows, labels })).toEqual(whole);
    expect(fromArrays({ images: rows.map((image) => image.flat()), height: 2, width: 3, labels })).toEqual(
      whole,
    );
    const colour = fromArrays({ images: [[[[1]], [[2]], [[3]]]], labels: [7] });
    expect(colour.features).toMatchObject({ channels: 3, height: 1, width: 1 });
  });

  it('reads rows as objects or arrays, with missing values', () => {
    const data = fromArrays({
      rows: [
        { age: 3, colour: 'red', adult: false },
        { age: null, colour: undefined, adult: true },
      ],
      values: [1.5, -2],
      name: 'price',
      groups: ['p', 7],
    });
    expect(data.features).toEqual({
      kind: 'table',
      numericColumns: ['age'],
      numbers: new Float32Array([3, NaN]),
      categoricalColumns: ['colour', 'adult'],
      categories: ['red', 'false', '', 'true'],
    });
    expect(data.target).toEqual({ kind: 'number', name: 'price', values: new Float32Array([1.5, -2]) });
    expect(data.groups).toEqual(['p', '7']);
    const rows = [
      [3, 'red', false],
      [null, null, true],
    ];
    expect(fromArrays({ rows, columns: ['age', 'colour', 'adult'], values: [1, 2] }).features).toEqual(
      data.features,
    );
  });

  it('orders numeric labels by value and keeps the order of given classes', () => {
    const images = new Uint8Array(3);
    const target = (labels: number[] | string[], classes?: string[]) =>
      fromArrays({ images, height: 1, width: 1, labels, ...(classes && { classes }) }).target;
    expect(target([10, 9, 10])).toMatchObject({ classes: ['9', '10'], labels: new Int32Array([1, 0, 1]) });
    expect(target(['b', 'a', 'b'], ['b', 'a', 'c'])).toMatchObject({ labels: new Int32Array([0, 1, 0]) });
  });

  it.each<[string, unknown]>([
    [
      'pixels must be integers from 0 to 255. Received 0.5 at 1. Multiply',
      { images: [[0, 0.5]], height: 1, width: 2, labels: [1] },
    ],
    ['Received 256 at 0', { images: [256], height: 1, width: 1, labels: [1] }],
    ['image 1 must have 2 values (1x1x2). Received 1', { images: [[[1, 2]], [[1]]], labels: [1, 2] }],
    [
      'images must have one element for each label or value (3). Received 2',
      { images: [[[1]], [[1]]], labels: [1, 2, 3] },
    ],
    ['images must have 4 values', { images: [1, 2, 3], height: 1, width: 2, labels: [1, 2] }],
    ['needs height', { images: [1, 2], labels: [1, 2] }],
    ['labels must be texts or integers. Received 1.5 at 0', { rows: [{ x: 1 }], labels: [1.5] }],
    [
      'Received "roze" at 0. Did you mean "rose"?',
      { rows: [{ x: 1 }], labels: ['roze'], classes: ['rose', 'lily'] },
    ],
    [
      'values must be finite float32 numbers. Received 1e+300 at 1',
      { rows: [{ x: 1 }, { x: 2 }], values: [1, 1e300] },
    ],
    [
      'column "x" holds numbers before row 1. Received "2" there. Convert it by Number()',
      { rows: [{ x: 1 }, { x: '2' }], labels: [0, 1] },
    ],
    ['column "x" has no values', { rows: [{ x: null }], labels: [0] }],
    ['row 1 must have the columns x. Received "y"', { rows: [{ x: 1 }, { x: 1, y: 2 }], labels: [0, 1] }],
    ['row 0 must have 2 cells. Received 1', { rows: [[1]], columns: ['a', 'b'], labels: [0] }],
    ['rows given as arrays need columns', { rows: [[1]], labels: [0] }],
    ['exactly one of labels (classes) and values', { rows: [{ x: 1 }] }],
    ['groups must have one element', { rows: [{ x: 1 }], labels: [0], groups: [] }],
    ['at least one example', { rows: [], labels: [] }],
  ])('%s', (message, arrays) => {
    expect(() => fromArrays(arrays as Arrays)).toThrow(DataError);
    expect(() => fromArrays(arrays as Arrays)).toThrow(message);
  });
});
