// The workloads of `npm run bench -- engine`: what both sides train, and the start from which both do.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batchNorm } from '../src/layers/batchNorm.ts';
import { conv2d } from '../src/layers/conv2d.ts';
import { dense } from '../src/layers/dense.ts';
import { dropout } from '../src/layers/dropout.ts';
import { flatten } from '../src/layers/flatten.ts';
import { parameterCount, type Layer } from '../src/layers/layer.ts';
import { maxPool2d } from '../src/layers/maxPool2d.ts';
import { relu } from '../src/layers/relu.ts';
import { sequential } from '../src/layers/sequential.ts';
import { network, stateName, type Network } from '../src/recipe/compile.ts';
import type { Preparation } from '../src/recipe/preparation.ts';
import { recipe, type RecipeInput } from '../src/recipe/schema.ts';
import { float32, int32, type Tensor } from '../src/runtime/runtime.ts';
import { initialState } from '../src/train/state.ts';
import { randomKey, uniformAt } from '../src/util/random.ts';

/** One piece of work that both sides do. */
export interface Work {
  /** The name under which peers know it. */
  readonly name: string;
  readonly title: string;
  readonly batch: number;
  /** Steps of one timed call. */
  readonly steps: number;
  /** Networks trained at once. */
  readonly copies: number;
  readonly rows: number;
  /** The network; without what is random where `random` is false, so that losses can be compared. */
  network(random: boolean): Network;
  data(): { readonly features: Tensor; readonly targets: Tensor };
}

const classes = (count: number): Preparation['target'] => ({
  kind: 'classes',
  classes: Array.from({ length: count }, (_, i) => String(i)),
});

const table = (columns: number, count: number): Preparation => ({
  features: {
    kind: 'table',
    numericColumns: Array.from({ length: columns }, (_, i) => ({
      name: `x${i}`,
      mean: 0,
      deviation: 1,
      missing: false,
    })),
    categoricalColumns: [],
  },
  target: classes(count),
});

const pictures = (channels: number, side: number, count: number): Preparation => ({
  features: {
    kind: 'image',
    channels,
    height: side,
    width: side,
    mean: new Array<number>(channels).fill(0),
    deviation: new Array<number>(channels).fill(1),
  },
  target: classes(count),
});

/** A network that a recipe describes, with other layers. */
function withLayer(input: RecipeInput, preparation: Preparation, layer: Layer): Network {
  const net = network(recipe(input), preparation);
  const shape = ['N', ...net.exampleShape];
  return { ...net, layer, specs: layer.parameters(shape), parameters: parameterCount(layer, shape) };
}

/** Uniform numbers in [−1, 1) and classes that follow from the first of them, the same on every machine. */
function drawn(rows: number, shape: readonly number[], count: number) {
  const width = shape.reduce((n, dim) => n * dim, 1);
  const features = Float32Array.from({ length: rows * width }, (_, i) => 2 * uniformAt(1, i) - 1);
  const targets = Int32Array.from({ length: rows }, (_, i) =>
    Math.min(count - 1, Math.floor(((features[i * width]! + 1) / 2) * count)),
  );
  return { features: float32(features, [rows, ...shape]), targets: int32(targets, [rows]) };
}

const tableLayers = (rate: number): Layer => {
  const hidden = () => [
    dense({ units: 128, useBias: false }),
    batchNorm(),
    relu(),
    ...(rate > 0 ? [dropout({ rate })] : []),
  ];
  return sequential(...hidden(), ...hidden(), dense({ units: 2 }));
};

const tableWork = {
  batch: 64,
  rows: 2048,
  network: (random: boolean) =>
    withLayer(
      {
        architecture: { name: 'mlp', size: 128, batchNorm: true },
        optimizer: { name: 'adamw', learningRate: 0.002, weightDecay: 0.01 },
        penalties: { l2: 1e-4 },
        batchSize: 64,
      },
      table(32, 2),
      tableLayers(random ? 0.3 : 0),
    ),
  data: () => drawn(2048, [32], 2),
};

export const works: readonly Work[] = [
  {
    ...tableWork,
    name: 'table',
    title: 'MLP 32-128-128-2, batch 64, batchNorm, dropout, AdamW, L2',
    steps: 512,
    copies: 1,
  },
  {
    name: 'mlp',
    title: 'MLP 784-256-256-10, batch 64, dropout, SGD',
    batch: 64,
    steps: 256,
    copies: 1,
    rows: 2048,
    network(random) {
      const hidden = () => [dense({ units: 256 }), relu(), ...(random ? [dropout({ rate: 0.5 })] : [])];
      return withLayer(
        { architecture: { name: 'mlp', size: 256 }, optimizer: { name: 'sgd', learningRate: 0.01 } },
        table(784, 10),
        sequential(...hidden(), ...hidden(), dense({ units: 10 })),
      );
    },
    data: () => drawn(2048, [784], 10),
  },
  {
    name: 'convnet',
    title: 'convnet 1x28x28, conv32-pool-conv64-pool-dense, batch 64, SGD',
    batch: 64,
    steps: 16,
    copies: 1,
    rows: 2048,
    network: () =>
      withLayer(
        { architecture: { name: 'mlp', size: 1 }, optimizer: { name: 'sgd', learningRate: 0.01 } },
        pictures(1, 28, 10),
        sequential(
          conv2d({ filters: 32 }),
          maxPool2d(),
          relu(),
          conv2d({ filters: 64 }),
          maxPool2d(),
          relu(),
          flatten(),
          dense({ units: 10 }),
        ),
      ),
    data: () => drawn(2048, [1, 28, 28], 10),
  },
  {
    name: 'resnet',
    title: 'resnet-8 on 3x32x32, batch 64, batchNorm, flips and shifts in the graph, SGD with momentum',
    batch: 64,
    steps: 6,
    copies: 1,
    rows: 512,
    network: (random) =>
      network(
        recipe({
          architecture: { name: 'resnet', size: 16 },
          augmentations: random
            ? [{ name: 'flipHorizontal' }, { name: 'shift', xRange: [-0.1, 0.1], yRange: [-0.1, 0.1] }]
            : [],
          optimizer: { name: 'sgd', learningRate: 0.02, momentum: 0.9 },
        }),
        pictures(3, 32, 10),
      ),
    data: () => drawn(512, [3, 32, 32], 10),
  },
  {
    name: 'textCnn',
    title: 'textCnn, vocabulary 10000, embedding 100, length 50, 3x100 filters, batch 50, dropout, Adam',
    batch: 50,
    steps: 20,
    copies: 1,
    rows: 2000,
    network: (random) =>
      network(
        recipe({
          architecture: { name: 'textCnn', size: 100 },
          dropout: random ? 0.5 : 0,
          optimizer: { name: 'adam', learningRate: 0.001 },
        }),
        { features: { kind: 'tokens', length: 50, vocabulary: 10_000 }, target: classes(2) },
      ),
    data: () => ({
      features: int32(
        Int32Array.from({ length: 2000 * 50 }, (_, i) => 1 + Math.floor(9999 * uniformAt(2, i))),
        [2000, 50],
      ),
      targets: int32(
        Int32Array.from({ length: 2000 }, (_, i) => i % 2),
        [2000],
      ),
    }),
  },
  {
    ...tableWork,
    name: 'eight',
    title:
      '8 trainings at once of MLP 32-128-128-2, batch 64, batchNorm, dropout, AdamW, L2 ' +
      '(ours: 2 processes of 4 batched; PyTorch: 2 processes of 4; JAX: vmap)',
    steps: 256,
    copies: 8,
  },
];

/** The work of `npm run bench -- augment`: the chain that a picture goes through, and the network that it feeds. */
export const augmentWork: Work = {
  name: 'augment',
  title: 'resnet-8 on 3x32x32, batch 64, SGD with momentum; flip, shift, zoom, brightness, cutout',
  batch: 64,
  steps: 6,
  copies: 1,
  rows: 512,
  network: (random) =>
    network(
      recipe({
        architecture: { name: 'resnet', size: 16 },
        augmentations: random
          ? [
              ...['flipHorizontal', 'shift', 'brightness', 'cutout'].map((name) => ({ name })),
              // Of every picture, as peers/torchvision_v2.py does it.
              { name: 'zoom', scaleRange: [0.85, 1.15], probability: 1 },
            ]
          : [],
        optimizer: { name: 'sgd', learningRate: 0.02, momentum: 0.9 },
      }),
      pictures(3, 32, 10),
    ),
  data: () => drawn(512, [3, 32, 32], 10),
};

/** Feeds of a training program for `count` steps from step `first`: the rows in order, round and round. */
export function stepFeeds(
  { batch, rows }: Work,
  data: ReturnType<Work['data']>,
  learningRate: number,
  first: number,
  count: number,
): Record<string, Tensor> {
  const indices = new Int32Array(count * batch);
  for (let i = 0; i < indices.length; i++) indices[i] = (first * batch + i) % rows;
  return {
    ...data,
    indices: int32(indices, [count, batch]),
    key: {
      dtype: 'uint32',
      shape: [count],
      data: Uint32Array.from({ length: count }, (_, i) => randomKey(0, 'step', first + i)),
    },
    learningRate: float32(new Float32Array(count).fill(learningRate), [count]),
  };
}

/** Writes the first parameters that are trained, and the data, for the peers: `start.json` lists, `start.bin` holds. */
export async function writeStart(work: Work, folder: string): Promise<void> {
  const net = work.network(false);
  const { tensors } = initialState(net);
  const { features, targets } = work.data();
  const all: Record<string, Tensor> = {
    ...Object.fromEntries(
      Object.entries(net.specs)
        .filter(([, { trainable }]) => trainable)
        .map(([path]) => [path, tensors[stateName.parameter(path)]!]),
    ),
    features,
    targets,
  };
  let offset = 0;
  const manifest = Object.entries(all).map(([name, { dtype, shape, data }]) => {
    const entry = { name, dtype, shape, offset };
    offset += data.byteLength;
    return entry;
  });
  await writeFile(join(folder, 'start.json'), JSON.stringify(manifest));
  await writeFile(
    join(folder, 'start.bin'),
    Buffer.concat(
      Object.values(all).map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
    ),
  );
}
