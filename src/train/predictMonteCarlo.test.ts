import { describe, expect, test } from 'vitest';
import { fit } from './fit.ts';
import { predict } from './model.ts';
import { predictMonteCarlo } from './predictMonteCarlo.ts';
import { bars, clouds } from '../../test/helpers/examples.ts';
import { fromArrays } from '../data/arrays.ts';
import type { Dataset } from '../data/dataset.ts';
import { recipe, type RecipeInput } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { referenceRuntime } from '../runtime/reference.ts';
import { OptionError } from '../util/errors.ts';

const runtime = nodeRuntime();
const trained = async (data: Dataset, input: Partial<RecipeInput> = {}) =>
  (
    await fit(
      { train: data },
      recipe({
        architecture: { name: 'mlp', size: 32 },
        dropout: 0.3,
        epochs: 60,
        optimizer: { name: 'adam', learningRate: 0.01 },
        ...input,
      }),
      { runtime },
    )
  ).model;
const average = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
const line = (xs: readonly number[]) =>
  fromArrays({
    columns: ['x'],
    rows: xs.map((x) => [x]),
    values: xs.map((x) => 100 * Math.sin(3 * x)),
    name: 'y',
  });

describe('numbers', async () => {
  const xs = Array.from({ length: 120 }, (_, i) => (i / 60 - 1) * 1.2);
  const model = await trained(line(xs));
  const far = line([-6, -5, 5, 6]);

  test('the spread is larger away from the training data, in the unit of the target', async () => {
    const near = line(xs);
    const inside = await predictMonteCarlo(model, near.features, near.size, runtime);
    const outside = await predictMonteCarlo(model, far.features, far.size, runtime);
    expect(inside.deviation).toHaveLength(120);
    expect(inside.width).toBe(1);
    expect(average(outside.deviation!)).toBeGreaterThan(2 * average(inside.deviation!));
    const plain = await predict(model, near.features, near.size, runtime);
    const errors = inside.predictions.map((y, i) => Math.abs(y - plain.predictions[i]!));
    // Targets span 200: the mean of the samples is near the prediction of the whole network, and not it.
    expect(average(errors)).toBeLessThan(20);
    expect(average(errors)).toBeGreaterThan(0);
    expect(inside.entropy).toBeUndefined();
  });

  test('one seed, one result; another seed, another', async () => {
    const options = { samples: 4, seed: 9 };
    const first = await predictMonteCarlo(model, far.features, far.size, runtime, options);
    expect(await predictMonteCarlo(model, far.features, far.size, runtime, options)).toEqual(first);
    const other = await predictMonteCarlo(model, far.features, far.size, runtime, { ...options, seed: 10 });
    expect(other.predictions).not.toEqual(first.predictions);
    const reference = await predictMonteCarlo(model, far.features, far.size, referenceRuntime, options);
    reference.predictions.forEach((y, i) => expect(first.predictions[i]! / y).toBeCloseTo(1, 4));
  });

  test('an example alone gets what it gets among others', async () => {
    const many = line([...xs, ...xs, ...xs, ...xs, ...xs, 5]);
    const options = { samples: 3, seed: 2 };
    const all = await predictMonteCarlo(model, many.features, many.size, runtime, options);
    const alone = await predictMonteCarlo(model, line([5]).features, 1, runtime, options);
    expect(alone.predictions[0]! / all.predictions[600]!).toBeCloseTo(1, 5);
    expect(alone.deviation![0]! / all.deviation![600]!).toBeCloseTo(1, 4);
    expect(all.predictions[600]).not.toBeCloseTo(all.predictions[0]!, 1);
  });

  test('samples are 2 or more', async () => {
    for (const samples of [1, 2.5, NaN])
      await expect(predictMonteCarlo(model, far.features, 4, runtime, { samples })).rejects.toThrow(
        OptionError,
      );
  });
});

describe('classes', () => {
  test('doubt splits into disagreement and overlap, and grows away from the data', async () => {
    const data = clouds(150, 'doubt', 3);
    const model = await trained(data);
    const at = (rows: number[][]) =>
      fromArrays({ columns: ['x', 'y'], rows, labels: rows.map(() => 'c0'), classes: ['c0', 'c1', 'c2'] });
    // The heart of a cloud, and the middle between the three.
    const places = at([
      [1, 0],
      [0, 0],
    ]);
    const result = await predictMonteCarlo(model, places.features, 2, runtime, { samples: 200 });
    expect(result.width).toBe(3);
    for (let n = 0; n < 2; n++) {
      expect(average(result.predictions.subarray(3 * n, 3 * n + 3))).toBeCloseTo(1 / 3, 6);
      expect(result.mutualInformation![n]).toBeGreaterThan(0);
      expect(result.mutualInformation![n]).toBeLessThan(result.entropy![n]!);
      expect(result.entropy![n]).toBeLessThanOrEqual(Math.log(3));
    }
    expect(result.entropy![1]).toBeGreaterThan(2 * result.entropy![0]!);
    expect(result.mutualInformation![1]).toBeGreaterThan(result.mutualInformation![0]!);
    expect(result.deviation).toBeUndefined();
  });

  test('without dropout the samples are the prediction, running statistics and all', async () => {
    const data = bars(24);
    const form = { architecture: { name: 'convnet', size: 2, batchNorm: true }, epochs: 2 };
    const still = await trained(data, { ...form, dropout: 0 });
    const { predictions } = await predict(still, data.features, data.size, runtime);
    const sampled = await predictMonteCarlo(still, data.features, data.size, runtime, { samples: 3 });
    predictions.forEach((p, i) => expect(sampled.predictions[i]).toBeCloseTo(p, 6));
    expect(Math.max(...sampled.mutualInformation!)).toBeLessThan(1e-6);
    const moving = await trained(data, { ...form, dropout: 0.5 });
    const spread = await predictMonteCarlo(moving, data.features, data.size, runtime, { samples: 3 });
    expect(average(spread.mutualInformation!)).toBeGreaterThan(1e-4);
  });
});
