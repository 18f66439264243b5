/**
 * Hibiscus against PyTorch in float64: the numbers of torch.json, which make.py wrote. The reference interpreter
 * computes in float64 too, so that hardly anything but the order of sums may differ.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { array, type Numbers } from '../helpers/goldenLayers.ts';
import { layerProgram } from '../helpers/layers.ts';
import type { NdArray } from '../../src/graph/types.ts';
import { network, optimizerState, stateName, trainingProgram } from '../../src/recipe/compile.ts';
import type { FeaturePreparation } from '../../src/recipe/preparation.ts';
import { recipe, type RecipeInput } from '../../src/recipe/schema.ts';
import { nodeRuntime } from '../../src/runtime/node.ts';
import { interpret, interpretScan, type NdArrays } from '../../src/runtime/reference.ts';
import type { Tensor } from '../../src/runtime/runtime.ts';

interface Training {
  readonly penalties: { readonly l1: number; readonly l2: number };
  readonly features: Numbers;
  readonly targets: Numbers;
  readonly batches: Numbers;
  readonly first: Readonly<Record<string, Numbers>>;
  readonly losses: readonly number[];
  readonly last: Readonly<Record<string, Numbers>>;
  readonly outputs: Numbers;
}

interface Golden {
  readonly torch: string;
  readonly mlp: Training;
  readonly convnet: Training;
  readonly resnet: Training;
  readonly sharp: Training;
}

const golden = JSON.parse(readFileSync(new URL('torch.json', import.meta.url), 'utf8')) as Golden;

/** Largest difference, relative to the largest number expected. */
function expectClose(received: NdArray | Tensor, { shape, data }: Numbers, tolerance = 1e-9): void {
  expect(received.shape).toEqual(shape);
  const scale = Math.max(1e-3, ...data.map(Math.abs));
  const worst = data.reduce((most, x, i) => Math.max(most, Math.abs(x - received.data[i]!)), 0);
  expect(worst / scale).toBeLessThan(tolerance);
}

test('the file says which PyTorch wrote it', () => expect(golden.torch).toMatch(/^\d+\.\d+\.\d+/));

describe.each([
  {
    name: 'mlp',
    whole: golden.mlp,
    form: {
      architecture: { name: 'mlp', size: 6 },
      optimizer: { name: 'adam', learningRate: 0.02 },
    } satisfies RecipeInput,
    features: {
      kind: 'table' as const,
      numericColumns: Array.from({ length: 5 }, (_, i) => ({
        name: `x${i}`,
        mean: 0,
        deviation: 1,
        missing: false,
      })),
      categoricalColumns: [],
    },
  },
  {
    name: 'convnet',
    whole: golden.convnet,
    form: {
      architecture: { name: 'convnet', size: 1, batchNorm: true },
      optimizer: { name: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
    } satisfies RecipeInput,
    features: { kind: 'image' as const, channels: 1, height: 22, width: 22, mean: [0], deviation: [1] },
  },
  {
    name: 'convnet with sam, clipNorm and maxNorm',
    whole: golden.sharp,
    form: {
      architecture: { name: 'convnet', size: 1, batchNorm: true },
      optimizer: { name: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
      sam: 0.1,
      clipNorm: 0.5,
      maxNorm: 0.55,
    } satisfies RecipeInput,
    features: { kind: 'image' as const, channels: 1, height: 22, width: 22, mean: [0], deviation: [1] },
  },
  {
    name: 'resnet',
    whole: golden.resnet,
    form: {
      architecture: { name: 'resnet', size: 2 },
      optimizer: { name: 'sgd', learningRate: 0.02, momentum: 0.9 },
    } satisfies RecipeInput,
    features: { kind: 'image' as const, channels: 2, height: 9, width: 8, mean: [0, 0], deviation: [1, 1] },
  },
])('five steps of training a $name', ({ whole, form, features }) => {
  const classes = whole.outputs.shape[1]!;
  const net = network(recipe({ ...form, penalties: whole.penalties }), {
    features: features as FeaturePreparation,
    target: { kind: 'classes', classes: Array.from({ length: classes }, (_, i) => String(i)) },
  });
  const scan = trainingProgram(net, whole.batches.shape[1]!);
  const feeds: NdArrays = {
    features: array(whole.features),
    targets: array(whole.targets, 'int32'),
    indices: array(whole.batches, 'int32'),
    key: array({ shape: [5], data: [1, 2, 3, 4, 5] }, 'uint32'),
    learningRate: array({ shape: [5], data: new Array<number>(5).fill(net.recipe.optimizer.learningRate) }),
    ...Object.fromEntries(
      Object.entries(whole.first).map(([path, values]) => [stateName.parameter(path), array(values)]),
    ),
    ...Object.fromEntries(
      optimizerState(net).map(({ name, shape, value }) => [
        name,
        array({ shape, data: new Array<number>(shape.reduce((n, dim) => n * dim, 1)).fill(value) }),
      ]),
    ),
  };

  test('the parameters are the same ones', () => {
    expect(Object.keys(net.specs).sort()).toEqual(Object.keys(whole.first).sort());
    for (const [path, { shape }] of Object.entries(net.specs))
      expect(whole.first[path]!.shape).toEqual(shape);
  });

  test('in the reference ends at the weights of PyTorch', () => {
    const result = interpretScan(scan, feeds, 5);
    expectClose(result.loss!, { shape: [5], data: whole.losses });
    for (const [path, expected] of Object.entries(whole.last))
      expectClose(result[`next/${stateName.parameter(path)}`]!, expected, 1e-8);
  });

  test('in onnxruntime ends there within 1e-5, and the trained network answers alike', async () => {
    const program = await nodeRuntime().compile(scan);
    const result = await program.run(
      Object.fromEntries(
        Object.entries(feeds).map(([name, value]) => [
          name,
          (value.dtype === 'float32' ? { ...value, data: Float32Array.from(value.data) } : value) as Tensor,
        ]),
      ),
    );
    await program.dispose();
    for (const [path, expected] of Object.entries(whole.last))
      expectClose(result[`next/${stateName.parameter(path)}`]!, expected, 1e-5);
    const { y } = interpret(layerProgram(net.layer, whole.features.shape, false), {
      x: array(whole.features),
      key: array({ shape: [], data: [0] }, 'uint32'),
      ...Object.fromEntries(Object.entries(whole.last).map(([path, values]) => [path, array(values)])),
    });
    expectClose(y!, whole.outputs);
  });
});
