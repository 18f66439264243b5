import { describe, expect, test } from 'vitest';
import { augmented, mixedTargets } from './augmented.ts';
import { network, trainingBody } from './compile.ts';
import type { Preparation } from './preparation.ts';
import { recipe, type RecipeInput } from './schema.ts';
import type { Dataset } from '../data/dataset.ts';
import { makeGraph } from '../graph/graph.ts';
import { constant, input, inputName } from '../graph/value.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { interpret } from '../runtime/reference.ts';
import { fit } from '../train/fit.ts';
import { OptionError } from '../util/errors.ts';
import { elementCount } from '../util/shape.ts';
import { bars, clouds, people, prices } from '../../test/helpers/examples.ts';
import { keyArray } from '../../test/helpers/layers.ts';

const image = (channels: number): Preparation['features'] => ({
  kind: 'image',
  channels,
  height: 4,
  width: 4,
  mean: Array.from({ length: channels }, () => 100),
  deviation: Array.from({ length: channels }, () => 50),
});
const table = (numbers: number): Preparation['features'] => ({
  kind: 'table',
  numericColumns: Array.from({ length: numbers }, (_, i) => ({
    name: `n${i}`,
    mean: 0,
    deviation: 1,
    missing: false,
  })),
  categoricalColumns: [{ name: 'colour', categories: ['blue', 'red'] }],
});
const classes: Preparation['target'] = { kind: 'classes', classes: ['a', 'b', 'c'] };
const number: Preparation['target'] = { kind: 'number', name: 'y', mean: 0, deviation: 1 };
const mlp = (augmentations: RecipeInput['augmentations']) =>
  recipe({ architecture: { name: 'mlp', size: 4 }, augmentations });

describe('augmentations are refused in words', () => {
  test.each([
    [
      'saturation',
      image(1),
      /saturation: acts on pictures with three channels.*Received 1 channel\. Leave it out/,
    ],
    ['hue', image(4), /hue: acts on pictures with three channels.*Received 4 channels/],
    [
      'swapNoise',
      image(3),
      /swapNoise act on rows of a table\. The data are pictures; for them there are .*blur/,
    ],
    ['shift', table(2), /shift act on pictures\. The data is a table; for them there are .*swapNoise/],
    [
      'gaussianNoise',
      table(0),
      /gaussianNoise: acts on columns of numbers\. The table has none but categories/,
    ],
  ] as const)('%s', (name, features, message) => {
    const build = () => network(mlp([{ name }]), { features, target: classes });
    expect(build).toThrow(OptionError);
    expect(build).toThrow(message);
  });
});

test('hue and gaussianNoise are taken where they act', () => {
  network(mlp([{ name: 'hue' }]), { features: image(3), target: classes });
  network(mlp([{ name: 'gaussianNoise' }, { name: 'mixup' }]), { features: table(1), target: classes });
});

describe('mixed targets', () => {
  const features = table(1);
  const rows = {
    dtype: 'float32' as const,
    shape: [4, 3],
    data: Float64Array.from([0, 1, 0, 1, 0, 1, 2, 1, 0, 3, 0, 1]),
  };
  const mixed = (target: Preparation['target'], targets: Int32Array | Float64Array) => {
    const net = network(mlp([{ name: 'mixup', alpha: 1 }]), { features, target });
    const dtype = targets instanceof Int32Array ? 'int32' : 'float32';
    const [x, y, key] = [input('rows', [4, 3]), input('targets', [4], dtype), input('key', [], 'uint32')];
    const { examples, mixes } = augmented(net, x, key);
    const graph = makeGraph('mix', [x, y, key], { examples, targets: mixedTargets(net, y, mixes) });
    return interpret(graph, { rows, targets: { dtype, shape: [4], data: targets }, key: keyArray(77) });
  };

  test('of numbers lie where the examples do', () => {
    const { examples, targets } = mixed(number, Float64Array.from([0, 10, 20, 30]));
    for (let n = 0; n < 4; n++) expect(targets!.data[n]).toBeCloseTo(10 * examples!.data[n * 3]!, 12);
    expect(Array.from(targets!.data)).not.toEqual([0, 10, 20, 30]);
  });

  test('of classes are shares that add to 1', () => {
    const { examples, targets } = mixed(classes, Int32Array.from([0, 1, 0, 1]));
    expect(targets!.shape).toEqual([4, 3]);
    for (let n = 0; n < 4; n++) {
      // Class 0 has the first category, class 1 the second.
      expect(targets!.data[n * 3]).toBeCloseTo(examples!.data[n * 3 + 1]!, 12);
      expect(targets!.data[n * 3 + 1]).toBeCloseTo(examples!.data[n * 3 + 2]!, 12);
      expect(targets!.data[n * 3 + 2]).toBe(0);
    }
  });
});

test('a training step is trained on the mixed targets', () => {
  const net = network(
    recipe({ architecture: { name: 'linear', size: 1 }, augmentations: [{ name: 'mixup', alpha: 1 }] }),
    { features: table(1), target: number },
  );
  const { body } = trainingBody(net, 4);
  const real = (shape: readonly number[], values: ArrayLike<number>) => ({
    dtype: 'float32' as const,
    shape,
    data: Float64Array.from(values),
  });
  const wanted = real([4], [0, 10, 20, 30]);
  // Rows of zeros and a bias of zero: the network answers 0, and the loss is the mean square of the targets it is given.
  const feeds = Object.fromEntries(
    body.inputs.map((value) => {
      const shape = value.shape.map((dim) => (typeof dim === 'number' ? dim : 4));
      return [inputName(value), real(shape, new Float64Array(elementCount(shape)))];
    }),
  );
  const key = keyArray(77);
  const indices = { dtype: 'int32' as const, shape: [4], data: Int32Array.from([0, 1, 2, 3]) };
  const { loss } = interpret(body, { ...feeds, targets: wanted, key, indices });
  const [y, keyInput] = [input('targets', [4]), input('key', [], 'uint32')];
  const { mixes } = augmented(net, constant(new Float64Array(12), [4, 3]), keyInput);
  const { mixed } = interpret(makeGraph('mix', [y, keyInput], { mixed: mixedTargets(net, y, mixes) }), {
    targets: wanted,
    key,
  });
  const square = Array.from(mixed!.data).reduce((sum, x) => sum + (x * x) / 4, 0);
  expect(square).not.toBeCloseTo(350, 0);
  expect(loss!.data[0]).toBeCloseTo(square, 10);
});

describe('training with augmentations that the data knows', () => {
  const rows = ['gaussianNoise', 'swapNoise', 'featureDropout', 'mixup'].map((name) => ({ name }));
  const small = { name: 'mlp', size: 16 };
  test.each<[string, Dataset, RecipeInput]>([
    [
      'pictures, mixup and cutmix, every other in between',
      bars(40),
      {
        architecture: { name: 'convnet', size: 4 },
        augmentations: ['shift', 'blur', 'brightness', 'contrast', 'saltAndPepper', 'mixup', 'cutmix'].map(
          (name) => ({ name }),
        ),
        optimizer: { name: 'adam', learningRate: 0.01 },
      },
    ],
    ['a table', clouds(60), { architecture: small, augmentations: rows }],
    [
      'a table with categories, embedded',
      people(60),
      { architecture: { ...small, embeddings: true }, augmentations: rows },
    ],
    [
      'two classes and one output',
      clouds(40, 'two', 2),
      { architecture: small, augmentations: rows, loss: 'binaryCrossEntropy' },
    ],
    [
      'smoothed and weighted',
      clouds(60),
      { architecture: small, augmentations: rows, labelSmoothing: 0.1, classWeights: 'balanced' },
    ],
    ['numbers to predict', prices(60), { architecture: small, augmentations: rows }],
    [
      'batch statistics taken again',
      clouds(60),
      { architecture: { ...small, batchNorm: true }, augmentations: rows, averaging: { name: 'swa' } },
    ],
  ])('%s', async (_, data, options) => {
    const result = await fit({ train: data }, recipe({ epochs: 12, batchSize: 20, seed: 3, ...options }), {
      runtime: nodeRuntime(),
    });
    const losses = result.history.map(({ train }) => train.loss);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  });
});
