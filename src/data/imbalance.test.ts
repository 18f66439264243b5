import { expect, test } from 'vitest';
import { fromArrays } from './arrays.ts';
import { imbalanceOf } from './imbalance.ts';

const data = (counts: readonly number[]) => {
  const labels = counts.flatMap((count, c) => new Array<string>(count).fill(`c${c}`));
  return fromArrays({
    columns: ['x'],
    rows: labels.map((_, i) => [i]),
    labels,
    classes: counts.map((_, c) => `c${c}`),
  });
};

test('is more than four to one among the classes that are there', () => {
  expect(imbalanceOf(data([4, 1]))).toBeUndefined();
  expect(imbalanceOf(data([3, 9, 2, 0]))).toEqual({
    largest: { name: 'c1', count: 9 },
    smallest: { name: 'c2', count: 2 },
  });
  const numbers = fromArrays({ columns: ['x'], rows: [[1], [2]], values: [1, 2] });
  expect(imbalanceOf(numbers)).toBeUndefined();
});
