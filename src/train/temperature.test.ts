import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fit } from './fit.ts';
import { metadataKeys, modelToOnnx, predict } from './model.ts';
import { predictMonteCarlo } from './predictMonteCarlo.ts';
import { tempered } from './tempered.ts';
import { clouds, prices } from '../../test/helpers/examples.ts';
import { readMetadata } from '../onnx/read.ts';
import { recipe } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { OptionError } from '../util/errors.ts';

const runtime = nodeRuntime();
const data = clouds(24);
const other = clouds(10, 'other');
if (other.features.kind !== 'table') throw new Error('no table');
const raw = new ort.Tensor('float32', other.features.numbers, [10, 2]);
const small = { architecture: { name: 'mlp', size: 6 }, epochs: 3 };

describe.each(['auto', 'binaryCrossEntropy'])('a model with a temperature and the loss %s', async (loss) => {
  const classes = loss === 'auto' ? 3 : 2;
  const train = loss === 'auto' ? data : clouds(24, 'two', 2);
  const { model } = await fit({ train }, recipe({ ...small, loss }), { runtime });
  const warm = { ...model, temperature: 2.5 };

  test('predicts with it, and its file does the same', async () => {
    const plain = (await predict(model, other.features, 10, runtime)).predictions;
    const { predictions } = await predict(warm, other.features, 10, runtime);
    const expected = tempered(plain, classes, 2.5);
    predictions.forEach((p, i) => expect(p).toBeCloseTo(expected[i]!, 6));
    expect(Math.max(...plain)).toBeGreaterThan(Math.max(...predictions));
    const session = await ort.InferenceSession.create(modelToOnnx(warm));
    const { probabilities } = await session.run({ numbers: raw });
    await session.release();
    predictions.forEach((p, i) => expect(Math.abs(p - Number(probabilities!.data[i]))).toBeLessThan(1e-6));
    const sampled = await predictMonteCarlo(warm, other.features, 10, runtime, { samples: 2 });
    sampled.predictions.forEach((p, i) => expect(p).toBeCloseTo(predictions[i]!, 6));
  });

  test('says so in its metadata; without one the file is as it was', () => {
    expect(readMetadata(modelToOnnx(warm)).metadata[metadataKeys.temperature]).toBe('2.5');
    expect(metadataKeys.temperature in readMetadata(modelToOnnx(model)).metadata).toBe(false);
    expect(modelToOnnx(model).length).toBeLessThan(modelToOnnx(warm).length);
  });

  test.each([0, -1, NaN, Infinity])('refuses %s', async (temperature) => {
    expect(() => modelToOnnx({ ...model, temperature })).toThrow(OptionError);
    await expect(predict({ ...model, temperature }, other.features, 10, runtime)).rejects.toThrow(
      `Received temperature=${temperature}`,
    );
  });
});

test('a number to predict has none', async () => {
  const { model } = await fit({ train: prices(20) }, recipe(small), { runtime });
  expect(() => modelToOnnx({ ...model, temperature: 2 })).toThrow('only probabilities have one');
});
