import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fit } from './fit.ts';
import { metadataKeys, modelToOnnx, predict, type Model } from './model.ts';
import { bars, clouds, people, prices } from '../../test/helpers/examples.ts';
import { fromArrays, type Cell } from '../data/arrays.ts';
import type { Dataset } from '../data/dataset.ts';
import { readMetadata, readModel } from '../onnx/read.ts';
import { recipe, type RecipeInput } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { referenceRuntime } from '../runtime/reference.ts';
import { DataError } from '../util/errors.ts';

const runtime = nodeRuntime();
const trained = async (data: Dataset, input: RecipeInput): Promise<Model> =>
  (await fit({ train: data }, recipe(input), { runtime })).model;

/** The model file run as anyone would run it, by onnxruntime alone. */
async function alone(
  bytes: Uint8Array,
  feeds: Record<string, ort.Tensor>,
): Promise<Record<string, ort.Tensor>> {
  const session = await ort.InferenceSession.create(bytes);
  try {
    return (await session.run(feeds)) as Record<string, ort.Tensor>;
  } finally {
    await session.release();
  }
}

function expectSame(received: ort.Tensor, expected: Float32Array, shape: readonly number[]): void {
  expect(received.dims).toEqual(shape);
  const data = received.data as Float32Array;
  const scale = Math.max(1, ...expected.map(Math.abs));
  expect(expected.reduce((worst, x, i) => Math.max(worst, Math.abs(x - data[i]!)), 0) / scale).toBeLessThan(
    1e-5,
  );
}

/** Raw rows of a table as the feeds of its model file. */
function tableFeeds(data: Dataset, from: number, to: number): Record<string, ort.Tensor> {
  if (data.features.kind !== 'table') throw new Error('no table');
  const { numbers, numericColumns, categories, categoricalColumns } = data.features;
  const [n, k] = [numericColumns.length, categoricalColumns.length];
  return {
    ...(n > 0 && { numbers: new ort.Tensor('float32', numbers.slice(from * n, to * n), [to - from, n]) }),
    ...(k > 0 && {
      categories: new ort.Tensor('string', categories.slice(from * k, to * k), [to - from, k]),
    }),
  };
}

const batches = [
  [0, 1],
  [0, 7],
  [3, 20],
] as const;

describe('pictures', () => {
  const input: RecipeInput = {
    architecture: { name: 'convnet', size: 2, batchNorm: true },
    augmentations: [{ name: 'shift' }, { name: 'noise' }],
    dropout: 0.3,
    epochs: 3,
  };

  test.each([1, 3])(
    'with %s channels: pixels 0 to 255 in, probabilities out, the batch free',
    async (channels) => {
      const model = await trained(bars(24, 'bars', channels), input);
      const bytes = modelToOnnx(model);
      const other = bars(20, 'other', channels);
      if (other.features.kind !== 'image') throw new Error('no pictures');
      const { predictions, width } = await predict(model, other.features, 20, runtime);
      expect(width).toBe(2);
      const size = channels * 72;
      for (const [from, to] of batches) {
        const pixels = Float32Array.from(other.features.pixels.slice(from * size, to * size));
        const image = new ort.Tensor('float32', pixels, [to - from, channels, 8, 9]);
        const results = await alone(bytes, { image });
        expect(Object.keys(results)).toEqual(['probabilities']);
        expectSame(results.probabilities!, predictions.slice(2 * from, 2 * to), [to - from, 2]);
        const rows = results.probabilities!.data as Float32Array;
        for (let i = 0; i < rows.length; i += 2) expect(rows[i]! + rows[i + 1]!).toBeCloseTo(1, 5);
      }
      // The reference gives the same predictions, so both are right or both wrong.
      const truth = await predict(model, other.features, 20, referenceRuntime);
      truth.predictions.forEach((p, i) => expect(Math.abs(p - predictions[i]!)).toBeLessThan(1e-5));
    },
  );

  test('nothing of the training is left in the file: no draw, no dropout, no loop', async () => {
    const { graph, opsets } = readModel(modelToOnnx(await trained(bars(24), input)));
    const kinds = new Set(graph.nodes.map(({ opType }) => opType));
    for (const kind of ['BitShift', 'BitwiseOr', 'GridSample', 'Dropout', 'Loop'])
      expect(kinds).not.toContain(kind);
    expect(opsets['']).toBe(20);
    expect(graph.inputs).toEqual([{ name: 'image', type: 'float32', dims: ['N', 1, 8, 9] }]);
    expect(graph.outputs).toEqual([{ name: 'probabilities', type: 'float32', dims: ['N', 2] }]);
  });

  test('the metadata names the classes in their order, the recipe and the preparation', async () => {
    const model = await trained(bars(24), input);
    const { metadata } = readMetadata(modelToOnnx(model));
    expect(JSON.parse(metadata[metadataKeys.labels]!)).toEqual(['lying', 'upright']);
    expect(metadata[metadataKeys.schema]).toBe('1');
    expect(recipe(JSON.parse(metadata[metadataKeys.recipe]!))).toEqual(model.recipe);
    expect(JSON.parse(metadata[metadataKeys.preparation]!)).toEqual(model.preparation);
  });

  test('the same model gives the same bytes', async () => {
    const model = await trained(bars(24), input);
    expect(modelToOnnx(model)).toEqual(modelToOnnx(model));
  });

  test('pictures of another size are refused', async () => {
    const model = await trained(bars(24), input);
    await expect(predict(model, bars(4, 'bars', 3).features, 4, runtime)).rejects.toThrow(DataError);
  });
});

describe('tables', () => {
  const input: RecipeInput = { architecture: { name: 'mlp', size: 12 }, dropout: 0.2, epochs: 10 };

  test('numbers with missing ones and categories as text in, probabilities out', async () => {
    const model = await trained(people(80), input);
    const bytes = modelToOnnx(model);
    const header = readMetadata(bytes);
    expect(header.inputs.map(({ name, type, dims }) => [name, type, dims])).toEqual([
      ['numbers', 'float32', ['N', 2]],
      ['categories', 'string', ['N', 2]],
    ]);
    const other = people(20, 'other');
    if (other.features.kind !== 'table') throw new Error('no table');
    expect(other.features.numbers.some(Number.isNaN)).toBe(true);
    const { predictions } = await predict(model, other.features, 20, runtime);
    for (const [from, to] of batches) {
      const { probabilities } = await alone(bytes, tableFeeds(other, from, to));
      expectSame(probabilities!, predictions.slice(2 * from, 2 * to), [to - from, 2]);
    }
  });

  test.each(['quantiles', 'stretches'] as const)(
    'numbers as %s are prepared by the file itself',
    async (numbers) => {
      const model = await trained(people(80), { ...input, numbers });
      const other = people(20, 'other');
      const { predictions } = await predict(model, other.features, 20, runtime);
      const { probabilities } = await alone(modelToOnnx(model), tableFeeds(other, 0, 20));
      expectSame(probabilities!, predictions, [20, 2]);
    },
  );

  test('an unseen category, and a number missing where training missed none, are taken as by predict', async () => {
    const model = await trained(people(80), input);
    const rows: Cell[][] = [
      [40, 5e4, 'Rome', 'cook'],
      [40, 5e4, 'Atlantis', 'cook'],
      [40, 5e4, '', 'astronaut'],
      [null, null, 'Oslo', 'smith'],
    ];
    const other = fromArrays({
      columns: ['age', 'income', 'town', 'job'],
      rows,
      labels: ['no', 'no', 'no', 'yes'],
      classes: ['no', 'yes'],
    });
    const { predictions } = await predict(model, other.features, 4, runtime);
    expect(predictions.every(Number.isFinite)).toBe(true);
    expect(predictions.slice(0, 2)).not.toEqual(predictions.slice(2, 4));
    const { probabilities } = await alone(modelToOnnx(model), tableFeeds(other, 0, 4));
    expectSame(probabilities!, predictions, [4, 2]);
  });

  test('categories that hold commas, quotes, spaces and other scripts stay apart', async () => {
    const names = ['a,b', 'a', 'b', ' a', 'ä', '東京', '"', ''];
    const rows = Array.from({ length: 40 }, (_, i): Cell[] => [names[i % 8]!]);
    const data = fromArrays({ columns: ['name'], rows, labels: rows.map((_, i) => `${i % 8}`) });
    const model = await trained(data, {
      architecture: { name: 'mlp', size: 32 },
      epochs: 80,
      optimizer: { name: 'adam', learningRate: 0.03 },
    });
    const { probabilities } = await alone(modelToOnnx(model), tableFeeds(data, 0, 8));
    const likely = (i: number) => {
      const row = Array.from((probabilities!.data as Float32Array).slice(8 * i, 8 * i + 8));
      return row.indexOf(Math.max(...row));
    };
    expect(names.map((_, i) => likely(i))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(readMetadata(modelToOnnx(model)).inputs.map(({ name }) => name)).toEqual(['categories']);
  });

  test('numbers alone, three classes', async () => {
    const model = await trained(clouds(60), input);
    const bytes = modelToOnnx(model);
    const other = clouds(20, 'other');
    const { predictions, width } = await predict(model, other.features, 20, runtime);
    expect(width).toBe(3);
    for (const [from, to] of batches) {
      const { probabilities } = await alone(bytes, tableFeeds(other, from, to));
      expectSame(probabilities!, predictions.slice(3 * from, 3 * to), [to - from, 3]);
    }
    expect(JSON.parse(readMetadata(bytes).metadata.labels!)).toEqual(['c0', 'c1', 'c2']);
  });

  test('two classes by one logistic output are two probabilities too', async () => {
    const model = await trained(people(80), { ...input, loss: 'binaryCrossEntropy' });
    const other = people(20, 'other');
    const { predictions, width } = await predict(model, other.features, 20, runtime);
    expect(width).toBe(2);
    const { probabilities } = await alone(modelToOnnx(model), tableFeeds(other, 0, 20));
    expectSame(probabilities!, predictions, [20, 2]);
  });

  test('a number to predict comes out in its own unit, without labels', async () => {
    const model = await trained(prices(100), { ...input, dropout: 0, epochs: 60 });
    const bytes = modelToOnnx(model);
    const other = prices(20, 'other');
    if (other.target.kind !== 'number') throw new Error('no numbers');
    const { predictions } = await predict(model, other.features, 20, runtime);
    for (const [from, to] of batches) {
      const results = await alone(bytes, tableFeeds(other, from, to));
      expect(Object.keys(results)).toEqual(['prediction']);
      expectSame(results.prediction!, predictions.slice(from, to), [to - from, 1]);
    }
    other.target.values.forEach((price, i) => expect(Math.abs(price - predictions[i]!)).toBeLessThan(1500));
    expect(metadataKeys.labels in readMetadata(bytes).metadata).toBe(false);
  });

  test('more rows than one call takes are all predicted, each as by itself', async () => {
    const model = await trained(clouds(30), { ...input, epochs: 2 });
    const many = clouds(2500, 'many');
    const { predictions } = await predict(model, many.features, 2500, runtime);
    expect(predictions).toHaveLength(7500);
    const { probabilities } = await alone(modelToOnnx(model), tableFeeds(many, 2400, 2500));
    expectSame(probabilities!, predictions.slice(7200), [100, 3]);
  });
});
