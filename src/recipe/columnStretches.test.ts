import { expect, test } from 'vitest';
import { alongStretches, columnStretches } from './columnStretches.ts';
import { fitPreparation } from './preparation.ts';
import { parsePreparation } from './preparationSchema.ts';
import { recipe } from './schema.ts';
import { rowLayout, tableWidth } from './tablePreparation.ts';
import { fromArrays } from '../data/arrays.ts';
import { makeGraph } from '../graph/graph.ts';
import { input } from '../graph/value.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { float32 } from '../runtime/runtime.ts';
import { prepareFeatures } from '../train/model.ts';

const runtime = nodeRuntime();

test('stretches begin and end at the quantiles of a column', () => {
  // numpy.unique(numpy.quantile([0, 0, 0, 1, 2, 4, 8, 16, 32], numpy.linspace(0, 1, 9))), NumPy 2.5.
  expect(columnStretches([8, 0, 16, NaN, 0, 1, 4, 32, 2, 0], 0, 1, 10)).toEqual([0, 1, 2, 4, 8, 16, 32]);
  const even = Array.from({ length: 81 }, (_, i) => 80 - i);
  expect(columnStretches(even, 0, 1, 81)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80]);
  // Every other value alone.
  expect(columnStretches(even, 0, 2, 41)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80]);
});

test('many rows have more of them, sixteen at the most', () => {
  const count = (rows: number) =>
    columnStretches(
      Array.from({ length: rows }, (_, i) => i),
      ...([0, 1, rows] as const),
    )!.length - 1;
  expect([100, 800, 1200, 1600, 5000].map(count)).toEqual([8, 8, 12, 16, 16]);
});

test('a column of two values, of one or of none has no stretches', () => {
  expect(columnStretches([0, 1, 1, 0, NaN], 0, 1, 5)).toBeUndefined();
  expect(columnStretches([3, 3, 3], 0, 1, 3)).toBeUndefined();
  expect(columnStretches([NaN], 0, 1, 1)).toBeUndefined();
});

test('a number lies before, along or behind each stretch of its own column', async () => {
  const x = input('x', ['N', 2]);
  const along = alongStretches(
    [
      [0, 10, 30],
      [-1, 1, 2, 4],
    ],
    x,
  );
  const program = await runtime.compile(makeGraph('along', [x], { along }));
  const rows = [-5, -9, 0, -1, 5, 0, 10, 1, 20, 3, 99, 99];
  const outputs = await program.run({ x: float32(rows, [6, 2]) });
  await program.dispose();
  const values = [...(outputs.along!.data as Float32Array)];
  expect(Array.from({ length: 6 }, (_, i) => values.slice(5 * i, 5 * i + 5))).toEqual([
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0.5, 0, 0.5, 0, 0],
    [1, 0, 1, 0, 0],
    [1, 0.5, 1, 1, 0.5],
    [1, 1, 1, 1, 1],
  ]);
});

const data = fromArrays({
  columns: ['income', 'flag'],
  rows: Array.from({ length: 45 }, (_, i) => [i % 9 === 8 ? null : (i % 9) * 10, i % 2]),
  labels: Array.from({ length: 45 }, (_, i) => i % 2),
});
const plan = recipe({ architecture: { name: 'mlp', size: 4 }, numbers: 'stretches' });

test('a recipe with stretches has standard units and them beside, and stands in the mean for what is missing', async () => {
  const preparation = fitPreparation(data, plan);
  if (preparation.features.kind !== 'table') throw new Error('no table');
  const [income, flag] = preparation.features.numericColumns;
  expect(income!.stretches!.length).toBeGreaterThan(2);
  expect(flag!.stretches).toBeUndefined();
  expect(parsePreparation(JSON.parse(JSON.stringify(preparation)), 'file')).toEqual(preparation);

  const width = tableWidth(preparation.features);
  const own = income!.stretches!.length - 1;
  expect(width).toBe(3 + own);
  // Its value, its mark and its stretches: what an augmentation of a whole column acts on.
  expect(rowLayout(preparation.features).columns).toEqual([
    [0, 2, ...Array.from({ length: own }, (_, i) => 3 + i)],
    [1],
  ]);
  const prepared = await prepareFeatures(preparation, data.features, data.size, runtime);
  const standard = await prepareFeatures(fitPreparation(data), data.features, data.size, runtime);
  const row = (i: number) => [...prepared.slice(width * i, width * i + width)];
  for (const i of [0, 3, 7, 8]) expect(row(i).slice(0, 3)).toEqual([...standard.slice(3 * i, 3 * i + 3)]);
  expect(row(0).slice(3)).toEqual(new Array(own).fill(0));
  expect(row(7).slice(3)).toEqual(new Array(own).fill(1));
  // The mean of 0 to 70 is 35, half of all the way.
  const alongOf = (values: readonly number[]) =>
    values.reduce((sum, share, i) => sum + share * (income!.stretches![i + 1]! - income!.stretches![i]!), 0);
  expect(alongOf(row(8).slice(3))).toBeCloseTo(35, 4);
  expect(alongOf(row(3).slice(3))).toBeCloseTo(30, 4);
});

test('a file with stretches that do not ascend is refused', () => {
  const wrong = (stretches: unknown) => ({
    features: {
      kind: 'table',
      numericColumns: [{ name: 'x', mean: 0, deviation: 1, missing: false, stretches }],
      categoricalColumns: [],
    },
    target: { kind: 'number', name: 'y', mean: 0, deviation: 1 },
  });
  for (const stretches of [[0, 1, 1], [2, 1, 0], [0, 1], 'wide'])
    expect(() => parsePreparation(wrong(stretches), 'file')).toThrow('must describe a preparation');
});
