import { expect, test } from 'vitest';
import { dropout } from './dropout.ts';
import { bars, people } from '../../../test/helpers/examples.ts';
import { makeGraph, topologicalOrder } from '../../graph/graph.ts';
import { makeScan } from '../../graph/scan.ts';
import { cast } from '../../ops/elementwise/cast.ts';
import { network, trainingBody } from '../../recipe/compile.ts';
import { fitPreparation } from '../../recipe/preparation.ts';
import { recipe, type RecipeInput } from '../../recipe/schema.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { randomKey } from '../../util/random.ts';
import type { Dataset } from '../../data/dataset.ts';

/** What the training program itself draws: its own nodes, run natively. */
async function drawnInTraining(data: Dataset, made: ReturnType<typeof recipe>, steps: number) {
  const { body } = trainingBody(network(made, fitPreparation(data)), Math.min(made.batchSize, data.size));
  const values = topologicalOrder(Object.values(body.outputs));
  const key = values.find(
    ({ op, attributes }) => op.name === 'input' && 'name' in attributes && attributes.name === 'key',
  )!;
  const masks = values.filter(({ op, scope }) => op.name === 'greater' && scope.endsWith('.dropout'));
  const outputs = Object.fromEntries(masks.map((mask, k) => [`mask${k}`, cast(mask, 'float32')]));
  const program = await nodeRuntime().compile(makeScan(makeGraph('masks', [key], outputs), {}, ['key']));
  const keys = Uint32Array.from({ length: steps }, (_, step) => randomKey(made.seed, 'step', step));
  const results = await program.run({ key: { dtype: 'uint32', shape: [steps], data: keys } });
  await program.dispose();
  return masks.map((mask, k) => ({ mask, data: results[`mask${k}`]!.data as Float32Array }));
}

const cases: readonly [string, Dataset, RecipeInput][] = [
  ['dense layers', people(40), { architecture: { name: 'mlp', size: 20 }, dropout: 0.3, seed: 5 }],
  ['few units', people(7), { architecture: { name: 'mlp', size: 3 }, dropout: 0.5, seed: 6 }],
  [
    'a dense layer behind convolutions',
    bars(40),
    { architecture: { name: 'convnet', size: 2 }, dropout: 0.5, seed: 7 },
  ],
];

test.each(cases)('masks are those that the training program draws: %s', async (_, data, given) => {
  const made = recipe(given);
  const shown = dropout(made, fitPreparation(data), data.size, 'chosen')!;
  const real = await drawnInTraining(data, made, 4);
  expect(shown.layers).toHaveLength(real.length);
  shown.layers.forEach(({ masks, units, kept, keptShare }, k) => {
    const [batch, width] = real[k]!.mask.shape as [number, number];
    expect([units, batch]).toEqual([width, Math.min(made.batchSize, data.size)]);
    expect(masks).toHaveLength(4);
    masks.forEach((mask, step) => {
      const start = step * batch * width;
      expect(mask).toEqual(Array.from(real[k]!.data.slice(start, start + Math.min(12, width))));
    });
    expect(kept).toHaveLength(Math.min(12, width));
    expect(Math.abs(keptShare - (1 - made.dropout))).toBeLessThan(0.1);
  });
  expect(shown.rate).toBeCloseTo(made.dropout, 6);
});

test('what enters and leaves, by the shapes of the network', () => {
  const made = recipe({ architecture: { name: 'mlp', size: 20 }, dropout: 0.3 });
  expect(dropout(made, fitPreparation(people(40)), 40, 'x')).toMatchObject({
    of: 'x',
    inputs: 8,
    outputs: 2,
    steps: 200,
  });
  const pictures = recipe({ architecture: { name: 'convnet', size: 2 }, dropout: 0.3 });
  expect(dropout(pictures, fitPreparation(bars(9)), 9, 'x')).toMatchObject({ inputs: 32, outputs: 2 });
});

test('nothing where nothing is dropped', () => {
  const plain = recipe({ architecture: { name: 'mlp', size: 20 } });
  expect(dropout(plain, fitPreparation(people(40)), 40, 'x')).toBeUndefined();
});
