import { expect, test } from 'vitest';
import { columnQuantiles, columnScores, valueOfScore, type ColumnQuantiles } from './columnQuantiles.ts';
import { fitPreparation } from './preparation.ts';
import { parsePreparation } from './preparationSchema.ts';
import { recipe } from './schema.ts';
import { fromArrays } from '../data/arrays.ts';
import { makeGraph } from '../graph/graph.ts';
import { input } from '../graph/value.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { float32 } from '../runtime/runtime.ts';
import { prepareFeatures } from '../train/model.ts';
import { randomKey, uniformAt } from '../util/random.ts';

const runtime = nodeRuntime();

async function scoresOf(columns: readonly ColumnQuantiles[], rows: readonly number[]): Promise<number[]> {
  const x = input('x', ['N', columns.length]);
  const program = await runtime.compile(makeGraph('scores', [x], { scores: columnScores(columns, x) }));
  const { scores } = await program.run({ x: float32(rows, [rows.length / columns.length, columns.length]) });
  await program.dispose();
  return [...scores!.data] as number[];
}

test('equal values share the normal score of their middle rank', () => {
  // scipy.stats.norm.ppf((scipy.stats.rankdata(x) - 0.5) / 8), SciPy 1.17.1.
  const { values, scores } = columnQuantiles([3, 1, NaN, 1, 7, 7, 7, 2, 100], 0, 1, 9)!;
  expect(values).toEqual([1, 2, 3, 7, 100]);
  const wanted = [
    -1.1503493803760079, -0.4887764111146695, -0.1573106846101707, 0.4887764111146695, 1.5341205443525463,
  ];
  scores.forEach((score, i) => expect(score).toBeCloseTo(wanted[i]!, 8));
});

test('a column of two values has no scores', () => {
  expect(columnQuantiles([0, 1, 1, 0, NaN], 0, 1, 5)).toBeUndefined();
});

test('of many values some have a score, the first and the last among them, and the others lie between', async () => {
  const key = randomKey('quantiles');
  const values = Array.from({ length: 3000 }, (_, i) => Math.exp(3 * uniformAt(key, i)));
  const fitted = columnQuantiles(values, 0, 1, values.length)!;
  expect(fitted.values.length).toBe(64);
  expect(fitted.values[0]).toBe(Math.min(...values));
  expect(fitted.values.at(-1)).toBe(Math.max(...values));
  const scores = await scoresOf([fitted], values);
  const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
  const squares = scores.reduce((a, b) => a + (b - mean) ** 2, 0) / scores.length;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(Math.sqrt(squares) - 1)).toBeLessThan(0.06);
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  order.slice(1).forEach((i, n) => expect(scores[i]!).toBeGreaterThanOrEqual(scores[order[n]!]! - 1e-6));
});

test('what is nearly as large as many equal values does not get their score', async () => {
  const values = [...new Array<number>(800).fill(0), ...Array.from({ length: 200 }, (_, i) => (i + 1) / 200)];
  const fitted = columnQuantiles(values, 0, 1, 1000)!;
  const [zero, least] = await scoresOf([fitted], [0, 1 / 200]);
  // Φ⁻¹ of 0.4 and of 0.8005.
  expect(zero).toBeCloseTo(-0.2533471, 5);
  expect(least).toBeCloseTo(0.8434, 3);
});

test('scores run straight between their values, stay beyond them, and lead back', async () => {
  const columns = [
    { values: [0, 10, 20], scores: [-1, 0, 2] },
    { values: [5, 6], scores: [-0.5, 0.5] },
  ];
  const rows = [0, 5, 5, 5.5, 15, 6, -9, 4, 99, 7];
  const scores = await scoresOf(columns, rows);
  [-1, -0.5, -0.5, 0, 1, 0.5, -1, -0.5, 2, 0.5].forEach((wanted, i) =>
    expect(scores[i]).toBeCloseTo(wanted, 6),
  );
  expect([-2, -1, -0.5, 1, 2, 3].map((score) => valueOfScore(columns[0]!, score))).toEqual([
    0, 0, 5, 15, 20, 20,
  ]);
});

test('a recipe with quantiles prepares numbers so, and leaves what is missing and what has two values', async () => {
  const data = fromArrays({
    columns: ['income', 'flag'],
    rows: Array.from({ length: 40 }, (_, i) => [i % 8 === 0 ? null : 2 ** (i % 7), i % 2]),
    labels: Array.from({ length: 40 }, (_, i) => i % 2),
  });
  const plan = recipe({ architecture: { name: 'mlp', size: 4 }, numbers: 'quantiles' });
  const preparation = fitPreparation(data, plan);
  if (preparation.features.kind !== 'table') throw new Error('no table');
  expect(preparation.features.numericColumns.map(({ quantiles }) => quantiles?.values)).toEqual([
    [1, 2, 4, 8, 16, 32, 64],
    undefined,
  ]);
  expect(parsePreparation(JSON.parse(JSON.stringify(preparation)), 'file')).toEqual(preparation);
  const prepared = await prepareFeatures(preparation, data.features, data.size, runtime);
  const standard = await prepareFeatures(fitPreparation(data), data.features, data.size, runtime);
  const row = (i: number) => [...prepared.slice(3 * i, 3 * i + 3)];
  expect(row(0)).toEqual([0, standard[1], 1]);
  // 2 ** 6, the largest.
  expect(row(6)[0]).toBeCloseTo(preparation.features.numericColumns[0]!.quantiles!.scores.at(-1)!, 5);
  expect(row(6)[0]).toBeLessThan(2);
});

test('a file with quantiles that do not ascend is refused', () => {
  const wrong = (quantiles: unknown) => ({
    features: {
      kind: 'table',
      numericColumns: [{ name: 'x', mean: 0, deviation: 1, missing: false, quantiles }],
      categoricalColumns: [],
    },
    target: { kind: 'number', name: 'y', mean: 0, deviation: 1 },
  });
  for (const quantiles of [
    { values: [1, 1], scores: [0, 1] },
    { values: [1, 2], scores: [0, 1, 2] },
    { values: [1], scores: [0] },
  ])
    expect(() => parsePreparation(wrong(quantiles), 'file')).toThrow('must describe a preparation');
});
