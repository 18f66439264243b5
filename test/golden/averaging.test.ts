/**
 * Averages of weights against torch.optim.swa_utils in float64: the numbers of averaging.json, which averaging.py wrote.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { array, type Numbers } from '../helpers/goldenLayers.ts';
import { carriedOutside } from '../../src/graph/scan.ts';
import type { NdArray } from '../../src/graph/types.ts';
import { ema } from '../../src/averaging/ema.ts';
import { swa } from '../../src/averaging/swa.ts';
import type { Averaging } from '../../src/averaging/averaging.ts';
import { batchNorm } from '../../src/layers/batchNorm.ts';
import { dense } from '../../src/layers/dense.ts';
import { relu } from '../../src/layers/relu.ts';
import { sequential } from '../../src/layers/sequential.ts';
import { crossEntropy } from '../../src/losses/crossEntropy.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { averageName } from '../../src/recipe/averageSteps.ts';
import { carriedState, stateName, trainingProgram, type Network } from '../../src/recipe/compile.ts';
import { recipe } from '../../src/recipe/schema.ts';
import { statisticsProgram } from '../../src/recipe/statistics.ts';
import { interpretScan, type NdArrays } from '../../src/runtime/reference.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { constant } from '../../src/schedules/constant.ts';
import { scoredWeights, withEpochAverage } from '../../src/train/average.ts';
import type { TrainingState } from '../../src/train/state.ts';

type Weights = Readonly<Record<string, Numbers>>;

const golden = JSON.parse(readFileSync(new URL('averaging.json', import.meta.url), 'utf8')) as {
  readonly torch: string;
  readonly decay: number;
  readonly learningRate: number;
  readonly features: Numbers;
  readonly targets: readonly number[];
  readonly batches: readonly (readonly number[])[];
  readonly initial: Weights;
  readonly final: Weights;
  readonly ema: readonly Weights[];
  readonly swa: Weights;
  readonly emaStatistics: Weights;
  readonly swaStatistics: Weights;
};

const [examples, batch, stepsPerEpoch, epochs] = [12, 4, 3, 3];

function net(averaging: Averaging): Network {
  const layer = sequential(dense({ units: 4 }), batchNorm(), relu(), dense({ units: 3 }));
  return {
    recipe: recipe({ architecture: { name: 'mlp', size: 4 }, batchSize: batch, epochs }),
    layer,
    loss: crossEntropy,
    optimizer: sgd(),
    schedule: constant(),
    averaging,
    exampleShape: [3],
    preparation: {
      features: {
        kind: 'table',
        numericColumns: ['x', 'y', 'z'].map((name) => ({ name, mean: 0, deviation: 1, missing: false })),
        categoricalColumns: [],
      },
      target: { kind: 'classes', classes: ['a', 'b', 'c'] },
    },
    specs: layer.parameters(['N', 3]),
    parameters: 0,
  };
}

const floats = (data: readonly number[], shape: readonly number[]): NdArray => ({
  dtype: 'float32',
  shape,
  data: Float64Array.from(data),
});
const perStep = (batches: readonly (readonly number[])[]): NdArrays => ({
  features: array(golden.features),
  indices: { dtype: 'int32', shape: [batches.length, batch], data: Int32Array.from(batches.flat()) },
  key: { dtype: 'uint32', shape: [batches.length], data: new Uint32Array(batches.length) },
});

/** What is carried after each step of the golden training. */
function train(network: Network): NdArrays[] {
  const program = trainingProgram(network, batch);
  let state: NdArrays = {
    ...Object.fromEntries(
      carriedState(network).map(({ name, shape, value }) => [
        name,
        floats(new Array<number>(shape.reduce((n, d) => n * d, 1)).fill(value), shape),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(golden.initial).map(([path, w]) => [stateName.parameter(path), array(w)]),
    ),
  };
  return golden.batches.map((indices) => {
    const results = interpretScan(
      program,
      {
        ...state,
        ...perStep([indices]),
        targets: { dtype: 'int32', shape: [examples], data: Int32Array.from(golden.targets) },
        learningRate: floats([golden.learningRate], [1]),
      },
      1,
    );
    state = Object.fromEntries(carriedOutside(program).map(({ from, to }) => [from, results[to]!]));
    return state;
  });
}

function expectClose(
  received: (path: string) => ArrayLike<number>,
  expected: Weights,
  tolerance: number,
): void {
  for (const [path, { data }] of Object.entries(expected)) {
    const values = received(path);
    expect(values).toHaveLength(data.length);
    data.forEach((value, i) => expect(Math.abs(values[i]! - value), `${path} ${i}`).toBeLessThan(tolerance));
  }
}

/** Statistics for these weights, over the batches in which update_bn saw the examples. */
function statistics(network: Network, weights: NdArrays): NdArrays {
  const order = Array.from({ length: examples }, (_, i) => i);
  const batches = [0, 1, 2].map((n) => order.slice(batch * n, batch * n + batch));
  const program = statisticsProgram(network, batch)!;
  const results = interpretScan(
    program,
    { ...weights, ...perStep(batches), share: floats([1, 1 / 2, 1 / 3], [3]) },
    3,
  );
  return Object.fromEntries(carriedOutside(program).map(({ from, to }) => [from, results[to]!]));
}

test('the moving average, bias corrected, after every step; and the statistics for it', () => {
  const network = net(ema({ decay: golden.decay }));
  const states = train(network);
  expectClose((path) => states.at(-1)![stateName.parameter(path)]!.data, golden.final, 1e-12);
  states.forEach((state, step) =>
    expectClose((path) => state[averageName(path)]!.data, golden.ema[step]!, 1e-12),
  );
  const last = states.at(-1)!;
  const weights = Object.fromEntries(
    Object.entries(network.specs).map(([path, { trainable }]) => [
      stateName.parameter(path),
      last[trainable ? averageName(path) : stateName.parameter(path)]!,
    ]),
  );
  expectClose(
    (path) => statistics(network, weights)[stateName.parameter(path)]!.data,
    golden.emaStatistics,
    1e-12,
  );
});

test('the plain average over epochs, in float32; and the statistics for it', () => {
  const network = net(swa({ startFraction: 0 }));
  const states = train(network);
  let state: TrainingState = { epoch: 0, step: 0, penalty: 0, tensors: {}, history: [] };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const after = states[epoch * stepsPerEpoch - 1]!;
    const tensors = Object.fromEntries(
      Object.entries(after).map(([name, { data, shape }]) => [name, float32(data, shape)]),
    );
    state = withEpochAverage(network, { ...state, epoch, tensors });
  }
  const { parameters, count } = scoredWeights(network, state, stepsPerEpoch);
  expect(count).toBe(epochs);
  expectClose((path) => parameters[path]!, golden.swa, 1e-6);
  const weights = Object.fromEntries(
    Object.entries(network.specs).map(([path, { shape }]) => [
      stateName.parameter(path),
      floats([...parameters[path]!], shape),
    ]),
  );
  expectClose(
    (path) => statistics(network, weights)[stateName.parameter(path)]!.data,
    golden.swaStatistics,
    1e-5,
  );
});
