import { expect, test } from 'vitest';
import { dropoutMasks, dropoutPaths } from './dropoutMasks.ts';
import { mlp } from '../../../../architectures/mlp.ts';
import { makeGraph } from '../../../../graph/graph.ts';
import { constant, input } from '../../../../graph/value.ts';
import { applyLayer, parameterInputs } from '../../../../recipe/compile.ts';
import { nodeRuntime } from '../../../../runtime/node.ts';
import { float32, type Tensor } from '../../../../runtime/runtime.ts';
import { elementCount } from '../../../../util/shape.ts';
import { randomKey } from '../../../../util/random.ts';

const [seed, step, rate, size] = [7, 3, 0.5, 8];

test('the masks are those that the network itself draws in training', async () => {
  const runtime = nodeRuntime();
  const masks = await dropoutMasks({ seed, step, rate, size }, runtime);
  expect(dropoutPaths(size)).toEqual(['2.dropout', '5.dropout']);
  expect(masks.map((mask) => mask.length)).toEqual([size, size]);

  // Kernels of zeros and biases of one: each hidden neuron says 1, and each output the sum of those that are kept.
  const layer = mlp.build({ size, input: [2], outputs: 1, dropout: rate });
  const specs = layer.parameters(['N', 2]);
  const parameters = parameterInputs(specs);
  const key = input('key', [], 'uint32');
  const y = applyLayer(layer, constant(new Float32Array(8), [4, 2]), parameters, { key, updates: new Map() });
  const program = await runtime.compile(makeGraph('train', [key, ...parameters.values()], { y }));
  const outputOf = async (neuron: number): Promise<number> => {
    const feeds: Record<string, Tensor> = {
      key: { dtype: 'uint32', shape: [], data: Uint32Array.of(randomKey(seed, 'step', step)) },
    };
    const last = Object.keys(specs).findLast((path) => path.endsWith('kernel'))!;
    for (const [path, { shape }] of Object.entries(specs)) {
      const values = new Float32Array(elementCount(shape));
      if (path.endsWith('bias')) values.fill(path.startsWith('6.') ? 0 : 1);
      if (path === last) values[neuron] = 1;
      feeds[`parameter/${path}`] = float32(values, shape);
    }
    return (await program.run(feeds)).y!.data[0]!;
  };
  for (let neuron = 0; neuron < size; neuron++)
    expect(await outputOf(neuron), `neuron ${neuron}`).toBe(masks[1]![neuron]! / (1 - rate));
  await program.dispose();
});

test('a rate of 0 drops nothing; other steps drop others', async () => {
  const runtime = nodeRuntime();
  const all = await dropoutMasks({ seed, step, rate: 0, size }, runtime);
  expect(all.flat().every((kept) => kept === 1)).toBe(true);
  const steps = await Promise.all(
    [0, 1, 2].map((at) => dropoutMasks({ seed, step: at, rate, size }, runtime)),
  );
  expect(new Set(steps.map((masks) => masks.flat().join(''))).size).toBe(3);
});
