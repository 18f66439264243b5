import { describe, expect, test } from 'vitest';
import { countParameters } from './architecture.ts';
import { mlp } from './mlp.ts';
import { initialParameters } from '../layers/layer.ts';
import { people } from '../../test/helpers/examples.ts';
import { fromArrays } from '../data/arrays.ts';
import { network } from '../recipe/compile.ts';
import { categoryBlocks, fitPreparation, preparedShape } from '../recipe/preparation.ts';
import { recipe } from '../recipe/schema.ts';
import { nodeRuntime, openDeployed } from '../runtime/node.ts';
import { fit } from '../train/fit.ts';
import { modelToOnnx, predict } from '../train/model.ts';
import { ShapeError } from '../util/errors.ts';
import { randomKey, uniformAt } from '../util/random.ts';

const runtime = nodeRuntime();
const [size, outputs] = [6, 3];
const input = [9];
const embeddings = [
  { start: 2, count: 4 },
  { start: 6, count: 3 },
];

test('an embedding has half as many numbers as its column has categories, rounded up', () => {
  // 2 numbers and vectors of 2 and 2 make 6 features.
  const plain = countParameters(mlp, { size, input: [6], outputs });
  expect(countParameters(mlp, { size, input, outputs, embeddings })).toBe(plain + 4 * 2 + 3 * 2);
  const wide = mlp.build({ size, input: [300], outputs, embeddings: [{ start: 0, count: 300 }] });
  expect(wide.parameters(['N', 300])['0.categoryEmbedding.embedding0']!.shape).toEqual([300, 50]);
});

test('a residual block counts size² twice, and stands where the second hidden layer was', () => {
  const plain = countParameters(mlp, { size, input, outputs });
  expect(countParameters(mlp, { size, input, outputs, residual: true })).toBe(plain + size * size + size);
  const paths = Object.keys(
    mlp.build({ size, input, outputs, residual: true, batchNorm: true, dropout: 0.5 }).parameters(['N', 9]),
  );
  expect(paths.filter((path) => path.endsWith('kernel'))).toEqual([
    '0.dense.kernel',
    '4.residual.0.dense.kernel',
    '4.residual.4.dense.kernel',
    '6.dense.kernel',
  ]);
});

test('embeddings that are not among the features are refused', () => {
  const layer = mlp.build({ size, input, outputs, embeddings: [{ start: 7, count: 3 }] });
  expect(() => layer.outputShape([1, 9])).toThrow(ShapeError);
  expect(() => layer.outputShape([1, 9])).toThrow(/0\.categoryEmbedding: .* with 10 features or more/);
});

describe('from a recipe', () => {
  const data = people(40);
  const preparation = fitPreparation(data);

  test('the blocks are those of the preparation', () => {
    // age, income, whether age is missing; then three towns and two jobs.
    expect(categoryBlocks(preparation.features)).toEqual([
      { start: 3, count: 3 },
      { start: 6, count: 2 },
    ]);
    expect(preparedShape(preparation.features)).toEqual([8]);
    const net = network(recipe({ architecture: { name: 'mlp', size, embeddings: true } }), preparation);
    expect(net.specs['0.categoryEmbedding.embedding0']!.shape).toEqual([3, 2]);
    expect(net.specs['0.categoryEmbedding.embedding1']!.shape).toEqual([2, 1]);
    expect(net.specs['1.dense.kernel']!.shape).toEqual([6, size]);
  });

  test('without the fields, and without categories, the network is the one it was', () => {
    const named = (form: object, of = preparation) =>
      Object.keys(network(recipe({ architecture: { name: 'mlp', size, ...form } }), of).specs);
    const before = [
      '0.dense.kernel',
      '0.dense.bias',
      '2.dense.kernel',
      '2.dense.bias',
      '4.dense.kernel',
      '4.dense.bias',
    ];
    expect(named({})).toEqual(before);
    const numbers = fitPreparation(fromArrays({ columns: ['x'], rows: [[1], [2]], labels: ['a', 'b'] }));
    expect(named({ embeddings: true }, numbers)).toEqual(before);
  });
});

test.each([{ residual: false }, { residual: true, batchNorm: true }])(
  'learns a table whose classes follow from a column of many categories: %j',
  async (form) => {
    const key = randomKey('shops');
    const kinds = Array.from({ length: 24 }, (_, k) => k % 2);
    const rows = Array.from({ length: 240 }, (_, i) => [
      uniformAt(key, 2 * i),
      `shop ${Math.floor(24 * uniformAt(key, 2 * i + 1))}`,
    ]);
    const labels = rows.map(([x, shop]) =>
      (x as number) > (kinds[Number((shop as string).slice(5))] ? 0.2 : 0.8) ? 'busy' : 'quiet',
    );
    const data = fromArrays({ columns: ['hour', 'shop'], rows, labels });
    const architecture = { name: 'mlp', size: 16, embeddings: true, ...form };
    const optimizer = { name: 'adam', learningRate: 0.02 };
    const { model, train } = await fit({ train: data }, recipe({ architecture, optimizer, epochs: 40 }), {
      runtime,
    });
    expect(train.accuracy).toBeGreaterThan(0.97);
    // The deployed file holds the embeddings and answers alike, also for a shop that training never saw.
    const deployed = await openDeployed(modelToOnnx(model));
    const shops = ['shop 1', 'shop 2', 'elsewhere'];
    const answers = await deployed.run({
      numbers: { dtype: 'float32', shape: [3, 1], data: Float32Array.of(0.5, 0.5, 0.5) },
      categories: { dtype: 'string', shape: [3, 1], data: shops },
    });
    await deployed.close();
    const asked = fromArrays({
      columns: ['hour', 'shop'],
      rows: shops.map((shop) => [0.5, shop]),
      labels: ['busy', 'busy', 'busy'],
      classes: ['busy', 'quiet'],
    });
    const { predictions } = await predict(model, asked.features, 3, runtime);
    predictions.forEach((p, i) => expect(answers[i]).toBeCloseTo(p, 5));
    expect(predictions[0]).toBeGreaterThan(0.8);
    expect(predictions[2]).toBeLessThan(0.2);
  },
);

test('kernels begin within ±√(1/fan-in), and fill that range', () => {
  const layer = mlp.build({ size: 40, input: [90], outputs: 10 });
  const kernels = Object.entries(initialParameters(layer.parameters([3, 90]), 7)).filter(([path]) =>
    path.endsWith('kernel'),
  );
  const largest = kernels.map(([, values]) =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  expect(largest).toHaveLength(3);
  [90, 40, 40].forEach((fanIn, k) => {
    const limit = Math.sqrt(1 / fanIn);
    expect(largest[k]).toBeLessThanOrEqual(Math.fround(limit));
    expect(largest[k]).toBeGreaterThan(0.95 * limit);
  });
});
