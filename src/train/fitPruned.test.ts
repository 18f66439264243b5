import { describe, expect, test } from 'vitest';
import { fitPruned } from './fitPruned.ts';
import { predict } from './model.ts';
import { isPrunable, prunedParameters } from './prunedParameters.ts';
import { bars, clouds } from '../../test/helpers/examples.ts';
import type { Dataset } from '../data/dataset.ts';
import { initialParameters } from '../layers/layer.ts';
import { network } from '../recipe/compile.ts';
import { fitPreparation } from '../recipe/preparation.ts';
import { recipe, type Recipe } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { OptionError } from '../util/errors.ts';

const runtime = nodeRuntime();
const sized = (one: Recipe, size: number) => recipe({ ...one, architecture: { ...one.architecture, size } });

const networks: Readonly<Record<string, [Recipe, Dataset]>> = {
  mlp: [recipe({ architecture: { name: 'mlp', size: 12, batchNorm: true } }), clouds(20)],
  convnet: [recipe({ architecture: { name: 'convnet', size: 6 } }), bars(10)],
};

describe.each(Object.entries(networks))('units taken out of %s', (_, [large, data]) => {
  test('that do nothing change no prediction', async () => {
    const preparation = fitPreparation(data);
    const small = sized(large, large.architecture.size / 2);
    const [net, after] = [network(large, preparation), network(small, preparation)];
    const parameters = initialParameters(net.specs, 3);
    // Of the hidden layers every other unit gets nothing and adds nothing.
    const kernels = Object.keys(net.specs).filter((path) => path.endsWith('kernel'));
    for (const path of kernels.slice(0, -1)) {
      const { shape } = net.specs[path]!;
      const isMatrix = shape.length === 2;
      const inner = isMatrix ? 1 : shape.slice(1).reduce((a, b) => a * b);
      parameters[path]!.forEach((__, at, all) => {
        const unit = isMatrix ? at % shape[1]! : Math.floor(at / inner);
        if (unit % 2 === 1) all[at] = 0;
      });
    }
    const pruned = prunedParameters(net, after, parameters);
    for (const [path, { shape }] of Object.entries(after.specs))
      expect(pruned[path], path).toHaveLength(shape.reduce((a, b) => a * b, 1));
    const answers = (one: Recipe, some: Readonly<Record<string, Float32Array>>) =>
      predict({ recipe: one, preparation, parameters: some }, data.features, data.size, runtime);
    const [before, now] = [await answers(large, parameters), await answers(small, pruned)];
    before.predictions.forEach((value, i) => expect(now.predictions[i]).toBeCloseTo(value, 5));
  });
});

test('a network is trained large, cut, and trained on: half of the epochs each', async () => {
  const small = recipe({
    architecture: { name: 'mlp', size: 4 },
    optimizer: { name: 'adam', learningRate: 0.02 },
    epochs: 20,
    seed: 1,
  });
  const data = clouds(60);
  const { large, small: result } = await fitPruned({ train: data, validation: data }, small, 16, { runtime });
  expect([large.history.length, result.history.length]).toEqual([10, 10]);
  expect(large.parameters).toBeGreaterThan(result.parameters);
  expect(result.model.recipe).toEqual(small);
  expect(result.train.accuracy).toBeGreaterThan(0.9);
  // The cut network begins where the large one ended, not anew.
  expect(result.history[0]!.train.loss).toBeLessThan(large.history[0]!.train.loss);
});

test('what cannot be cut is refused, with the reason', async () => {
  const residual = recipe({ architecture: { name: 'mlp', size: 4, residual: true } });
  expect(isPrunable(network(residual, fitPreparation(clouds(20))))).toBe(false);
  const data = { train: clouds(20) };
  await expect(fitPruned(data, { ...residual, epochs: 4 }, 8, { runtime })).rejects.toThrow(
    'Received one with residual',
  );
  const plain = recipe({ architecture: { name: 'mlp', size: 4 }, epochs: 4 });
  await expect(fitPruned(data, plain, 4, { runtime })).rejects.toThrow(OptionError);
  const stopping = recipe({ ...plain, stopping: { patience: 3 } });
  await expect(fitPruned(data, stopping, 8, { runtime })).rejects.toThrow('stopping');
});
