import { layerContext } from './layers.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import { makeScan } from '../../src/graph/scan.ts';
import type { Value } from '../../src/graph/types.ts';
import { input } from '../../src/graph/value.ts';
import { branches } from '../../src/layers/branches.ts';
import { convMaxOverTime } from '../../src/layers/convMaxOverTime.ts';
import { dense } from '../../src/layers/dense.ts';
import { dropout } from '../../src/layers/dropout.ts';
import { embedding } from '../../src/layers/embedding.ts';
import { gru } from '../../src/layers/gru.ts';
import { initialParameters, type Layer } from '../../src/layers/layer.ts';
import { meanOverTime } from '../../src/layers/meanOverTime.ts';
import { relu } from '../../src/layers/relu.ts';
import { sequential } from '../../src/layers/sequential.ts';
import { transformerEncoderBlock } from '../../src/layers/transformerEncoderBlock.ts';
import { crossEntropy } from '../../src/losses/crossEntropy.ts';
import { mul } from '../../src/ops/elementwise/mul.ts';
import { sub } from '../../src/ops/elementwise/sub.ts';
import { gather } from '../../src/ops/gather/gather.ts';
import { grad } from '../../src/ops/grad.ts';
import { float32, int32, type Runtime, type Tensor } from '../../src/runtime/runtime.ts';
import { randomKey, uniformAt } from '../../src/util/random.ts';

const [examples, length, vocabulary, batch, steps] = [40, 12, 30, 16, 20];
const words = embedding({ vocabulary, units: 8, padding: 0 });

/** Networks that read tokens. */
export const readers: Readonly<Record<string, Layer>> = {
  textCnn: sequential(
    words,
    branches(convMaxOverTime({ filters: 6, kernelSize: 3 }), convMaxOverTime({ filters: 6, kernelSize: 4 })),
    relu(),
    dropout({ rate: 0.3 }),
    dense({ units: 2 }),
  ),
  gru: sequential(words, gru({ units: 6 }), dense({ units: 2 })),
  transformerEncoder: sequential(
    words,
    transformerEncoderBlock({ heads: 2 }),
    meanOverTime(),
    dense({ units: 2 }),
  ),
};

/** 20 steps of gradient descent on sentences of made-up tokens: the weights after them, and the loss of each step. */
export async function trainReader(name: string, runtime: Runtime): Promise<Record<string, number[]>> {
  const layer = readers[name]!;
  const specs = layer.parameters([batch, length]);
  const tokens = input('tokens', [examples, length], 'int32');
  const targets = input('targets', [examples], 'int32');
  const indices = input('indices', [batch], 'int32');
  const key = input('key', [], 'uint32');
  const parameters = Object.fromEntries(
    Object.entries(specs).map(([path, { shape }]) => [path, input(path, shape)]),
  );
  const outputs = layer.apply(gather(tokens, indices), layerContext(parameters, true, key));
  const loss = crossEntropy.apply(outputs, gather(targets, indices));
  const gradients = grad(loss, Object.values(parameters));
  const results: Record<string, Value> = { loss };
  const carried: Record<string, string> = {};
  Object.entries(parameters).forEach(([path, value], i) => {
    carried[path] = `next/${path}`;
    results[`next/${path}`] = sub(value, mul(gradients[i]!, 0.2));
  });
  const body = makeGraph('train', [tokens, targets, indices, key, ...Object.values(parameters)], results);
  const program = await runtime.compile(makeScan(body, carried, ['indices', 'key']));

  const values = initialParameters(specs, 0);
  const at = (count: number, below: number, seed: string) =>
    Int32Array.from({ length: count }, (_, i) => Math.floor(below * uniformAt(randomKey(seed), i)));
  const feeds: Record<string, Tensor> = {
    tokens: int32(at(examples * length, vocabulary, 'tokens'), [examples, length]),
    targets: int32(at(examples, 2, 'targets'), [examples]),
    indices: int32(at(steps * batch, examples, 'indices'), [steps, batch]),
    key: { dtype: 'uint32', shape: [steps], data: Uint32Array.from(at(steps, 1e9, 'keys')) },
  };
  for (const [path, { shape }] of Object.entries(specs)) feeds[path] = float32(values[path]!, shape);
  const trained = await program.run(feeds);
  await program.dispose();
  return Object.fromEntries(
    Object.entries(trained).map(([path, { data }]) => [path, Array.from<number>(data)]),
  );
}
