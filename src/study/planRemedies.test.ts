import { expect, test } from 'vitest';
import { affordableRemedies } from './planRemedies.ts';
import { tryRemedies } from './treat.ts';
import { baselineRecipe } from './baseline.ts';
import { fromArrays } from '../data/arrays.ts';

const data = fromArrays({
  columns: ['a', 'b'],
  rows: Array.from({ length: 40 }, (_, i) => [i, i * i]),
  labels: Array.from({ length: 40 }, (_, i) => i % 2),
});
const baseline = baselineRecipe(data, 30);
const all = tryRemedies.plan(data, baseline);
const names = (count: number) => affordableRemedies(all, baseline, count).variants.map(({ name }) => name);

test('with time for all none is left out, and the order stays', () => {
  expect(affordableRemedies(all, baseline, all.length)).toEqual({ variants: all, left: [] });
});

test('with time for few there are augmentations and others among them, and what is left is told', () => {
  const { variants, left } = affordableRemedies(all, baseline, 3);
  expect(variants.map(({ name }) => name)).toContain('dropout');
  expect(variants.filter(({ apply }) => apply(baseline).augmentations.length > 0).length).toBe(1);
  expect([...variants, ...left].map(({ name }) => name).sort()).toEqual(all.map(({ name }) => name).sort());
  expect(names(1)).toEqual(['stretches']);
});

test('a smaller size goes last, and before it what is seldom worth much', () => {
  expect(names(all.length - 1)).not.toContain('shrink');
  expect(names(all.length - 1)).toContain('quantiles');
  expect(names(all.length - 2)).not.toContain('quantiles');
  expect(names(all.length - 2)).toContain('gaussianNoise');
  expect(names(all.length - 3)).not.toContain('gaussianNoise');
  expect(names(3)).toEqual(['swapNoise', 'dropout', 'stretches']);
});
