import { expect, test } from 'vitest';
import { resample } from './resample.ts';
import type { PlaneMap } from './planeMap.ts';
import { makeGraph, topologicalOrder } from '../../graph/graph.ts';
import { constant, input } from '../../graph/value.ts';

const opsOf = (map: PlaneMap, width = 9): Set<string> => {
  const x = input('x', [2, 1, 4, width]);
  const graph = makeGraph('resample', [x], { y: resample(x, map, 2) });
  return new Set(topologicalOrder(Object.values(graph.outputs)).map(({ op }) => op.name));
};
const some = constant([0.1, 0.2]);
const aligned = { a: some, b: 0, c: some, d: 0, e: 1, f: 0 };

test('takes the cheapest way that the form of the map allows', () => {
  expect(opsOf(aligned)).toContain('matmul');
  expect(opsOf(aligned)).not.toContain('affineSample');
  expect(opsOf({ ...aligned, b: some })).toContain('affineSample');
  expect(opsOf({ ...aligned, g: some })).toContain('gridSample');
  expect(opsOf({ ...aligned, b: some })).not.toContain('gridSample');
});

test('samples long sides point by point, where weights would take the square of a side', () => {
  expect(opsOf(aligned, 512)).toContain('matmul');
  expect(opsOf(aligned, 513)).toContain('affineSample');
});
