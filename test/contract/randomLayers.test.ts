/**
 * What layers that draw do in training, by statistics: seeds are fixed, so the bounds never flicker, and 4.5 standard
 * deviations are one in 150,000 for a sound generator. Dropout itself has dropout.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { keyArray, keyConstant, layerContext, layerProgram } from '../helpers/layers.ts';
import { runtimeDifference } from '../helpers/numeric.ts';
import { print } from '../../src/graph/print.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import type { NdArray } from '../../src/graph/types.ts';
import { input } from '../../src/graph/value.ts';
import { alphaDropout } from '../../src/layers/alphaDropout.ts';
import { batchNorm } from '../../src/layers/batchNorm.ts';
import { dense } from '../../src/layers/dense.ts';
import { dropConnect } from '../../src/layers/dropConnect.ts';
import { dropout } from '../../src/layers/dropout.ts';
import { gaussianNoise } from '../../src/layers/gaussianNoise.ts';
import { initialParameters, type Layer } from '../../src/layers/layer.ts';
import { selu } from '../../src/layers/selu.ts';
import { sequential } from '../../src/layers/sequential.ts';
import { spatialDropout2d } from '../../src/layers/spatialDropout2d.ts';
import { stochasticDepth } from '../../src/layers/stochasticDepth.ts';
import { interpret } from '../../src/runtime/reference.ts';
import { OptionError, ShapeError } from '../../src/util/errors.ts';
import { elementCount } from '../../src/util/shape.ts';
import { randomKey, uniformAt, mix32 } from '../../src/util/random.ts';

const bound = 4.5;
const filled = (shape: readonly number[], value: number): NdArray => ({
  dtype: 'float32',
  shape,
  data: new Float64Array(elementCount(shape)).fill(value),
});

/** Standard normal numbers, by twelve uniform ones where the tails do not matter and by Box and Muller where they do. */
function standardNormal(shape: readonly number[], seed: string): NdArray {
  const key = randomKey('normal', seed);
  const data = Float64Array.from({ length: elementCount(shape) }, (_, i) => {
    const [u, v] = [1 - uniformAt(key, 2 * i), uniformAt(key, 2 * i + 1)];
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  });
  return { dtype: 'float32', shape, data };
}

const parametersOf = (layer: Layer, shape: readonly number[]): Record<string, NdArray> =>
  Object.fromEntries(
    Object.entries(initialParameters(layer.parameters(shape), 5)).map(([path, data]) => [
      path,
      { dtype: 'float32', shape: layer.parameters(shape)[path]!.shape, data: Float64Array.from(data) },
    ]),
  );

/** What the layer makes of x in training, in the step that `key` stands for. */
const trained = (layer: Layer, x: NdArray, key = 77, parameters = parametersOf(layer, x.shape)) =>
  interpret(layerProgram(layer, x.shape, true), { x, key: keyArray(key), ...parameters }).y!.data;

function moments(data: ArrayLike<number>): { mean: number; variance: number } {
  const values = Array.from(data);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

describe('gaussianNoise', () => {
  test('adds normal noise of its deviation, another one at each step and place', () => {
    const noise = Array.from(trained(gaussianNoise({ deviation: 0.5 }), filled([200, 100], 3))).map(
      (y) => (y - 3) / 0.5,
    );
    const { mean, variance } = moments(noise);
    const n = noise.length;
    expect(Math.abs(mean) * Math.sqrt(n)).toBeLessThan(bound);
    // Of a normal draw the square has variance 2, the third power 15 and the fourth 96.
    expect((Math.abs(variance - 1) * Math.sqrt(n)) / Math.sqrt(2)).toBeLessThan(bound);
    expect((Math.abs(moments(noise.map((e) => e ** 3)).mean) * Math.sqrt(n)) / Math.sqrt(15)).toBeLessThan(
      bound,
    );
    expect(
      (Math.abs(moments(noise.map((e) => e ** 4)).mean - 3) * Math.sqrt(n)) / Math.sqrt(96),
    ).toBeLessThan(bound);
    const x = filled([4, 5], 0);
    expect(trained(gaussianNoise(), x, 1)).not.toEqual(trained(gaussianNoise(), x, 2));
    expect(trained(gaussianNoise(), x, 1)).toEqual(trained(gaussianNoise(), x, 1));
    const twice = trained(sequential(gaussianNoise(), gaussianNoise()), x, 1);
    expect(Array.from(twice)).not.toEqual(
      Array.from(trained(sequential(gaussianNoise()), x, 1), (e) => 2 * e),
    );
  });

  test('refuses a negative deviation', () => {
    expect(() => gaussianNoise({ deviation: -1 })).toThrow(OptionError);
    expect(() => gaussianNoise({ deviation: -1 })).toThrow(
      'gaussianNoise: deviation must be 0 or more. Received deviation=-1.',
    );
  });
});

describe('alphaDropout', () => {
  const x = standardNormal([300, 300], 'alphaDropout');
  const n = x.data.length;

  test.each([0.05, 0.1, 0.5, 0.9])('at rate %s keeps mean 0 and variance 1 of normal input', (rate) => {
    const { mean, variance } = moments(trained(alphaDropout({ rate }), x));
    const before = moments(x.data);
    expect(Math.abs(before.mean) * Math.sqrt(n)).toBeLessThan(bound);
    expect(Math.abs(mean) * Math.sqrt(n)).toBeLessThan(bound);
    // The fourth moment of the mixture is below 30 for every rate here.
    expect((Math.abs(variance - 1) * Math.sqrt(n)) / Math.sqrt(30)).toBeLessThan(bound);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  });

  test('sends what it drops to one number', () => {
    const y = trained(alphaDropout({ rate: 0.3 }), x);
    const low = -1.7580993408473766;
    const scale = 1 / Math.sqrt(0.7 + low * low * 0.7 * 0.3);
    const most = y.filter((value) => Math.abs(value - scale * low * 0.7) < 1e-9).length;
    expect(Math.abs(most - 0.3 * n) / Math.sqrt(n * 0.3 * 0.7)).toBeLessThan(bound);
  });

  test('after selu, twelve dense layers deep, activations stay near mean 0 and variance 1', () => {
    const width = 100;
    const layers = Array.from({ length: 12 }, () => [
      dense({ units: width }),
      selu(),
      alphaDropout({ rate: 0.1 }),
    ]);
    const net = sequential(...layers.flat());
    // LeCun's initialization: variance 1/fanIn, half of He's.
    const parameters = Object.fromEntries(
      Object.entries(parametersOf(net, [50, width])).map(([path, array]) => [
        path,
        { ...array, data: (array.data as Float64Array).map((w) => w * Math.SQRT1_2) },
      ]),
    );
    const { mean, variance } = moments(trained(net, standardNormal([50, width], 'deep'), 3, parameters));
    expect(Math.abs(mean)).toBeLessThan(0.15);
    expect(Math.abs(variance - 1)).toBeLessThan(0.25);
  });
});

describe('dropConnect', () => {
  const layer = dropConnect({ units: 60, rate: 0.3, useBias: false });
  const identity = filled([80, 80], 0);
  for (let i = 0; i < 80; i++) (identity.data as Float64Array)[81 * i] = 1;

  test('drops that share of the weights and scales the rest', () => {
    // With the identity as input the result is the masked kernel itself.
    const y = trained(layer, identity, 9, { kernel: filled([80, 60], 0.7) });
    const dropped = y.filter((w) => w === 0).length;
    expect(Math.abs(dropped - 0.3 * 4800) / Math.sqrt(4800 * 0.3 * 0.7)).toBeLessThan(bound);
    for (const w of y) if (w !== 0) expect(w).toBeCloseTo(0.7 / 0.7, 6);
  });

  test('drops weights, not inputs or outputs: the same ones for every example, the bias never', () => {
    const whole = dropConnect({ units: 20, rate: 0.5 });
    const parameters = { kernel: filled([10, 20], 1), bias: filled([20], 5) };
    const y = trained(whole, filled([3, 10], 1), 4, parameters);
    expect(Array.from(y.subarray(0, 20))).toEqual(Array.from(y.subarray(20, 40)));
    // Sums of ten masked weights differ between the units, and none is 0 less than the bias.
    expect(new Set(y.subarray(0, 20)).size).toBeGreaterThan(3);
    const zeros = trained(whole, filled([3, 10], 0), 4, parameters);
    expect(new Set(zeros)).toEqual(new Set([5]));
  });

  test('refuses a wrong rate and wrong units', () => {
    expect(() => dropConnect({ units: 3, rate: 1 })).toThrow(
      'dropConnect: rate must be in [0, 1). Received rate=1.',
    );
    expect(() => dropConnect({ units: 0 })).toThrow(OptionError);
  });
});

describe('stochasticDepth', () => {
  const rate = 0.2;
  const layer = stochasticDepth({ rate }, dense({ units: 3 }));

  test('skips that share of the examples, each as a whole, and scales the branch of the others', () => {
    const x = filled([4000, 3], 1);
    // A branch that gives (4, 4, 4) for every example.
    const parameters = { '0.dense.kernel': filled([3, 3], 1), '0.dense.bias': filled([3], 1) };
    const y = trained(layer, x, 12, parameters);
    let skipped = 0;
    for (let i = 0; i < 4000; i++) {
      const row = Array.from(y.subarray(3 * i, 3 * i + 3));
      expect(new Set(row).size).toBe(1);
      if (row[0] === 1) skipped++;
      else expect(row[0]).toBeCloseTo(1 + 4 / (1 - rate), 6);
    }
    expect(Math.abs(skipped - rate * 4000) / Math.sqrt(4000 * rate * (1 - rate))).toBeLessThan(bound);
  });

  test('refuses a wrong rate and a branch that changes the shape', () => {
    expect(() => stochasticDepth({ rate: 20 })).toThrow('Did you mean 0.2?');
    expect(() => layer.outputShape([2, 4])).toThrow(ShapeError);
    expect(() => layer.outputShape([2, 4])).toThrow('stochasticDepth: the layers must keep the shape [2, 4]');
  });
});

describe('evaluation with a key: one sub-network for all examples', () => {
  const layers: readonly (readonly [Layer, readonly number[]])[] = [
    [dropout({ rate: 0.4 }), [6, 40]],
    [spatialDropout2d({ rate: 0.4 }), [6, 20, 2, 2]],
    [alphaDropout({ rate: 0.4 }), [6, 40]],
    [stochasticDepth({ rate: 0.4 }), [6, 4]],
    [dropConnect({ units: 5, rate: 0.4 }), [6, 4]],
  ];

  test.each(layers)('$name drops, alike for all examples and whatever their number', async (layer, shape) => {
    const key = input('key', [], 'uint32');
    const x = input('x', ['N', ...shape.slice(1)]);
    const specs = layer.parameters(shape);
    const named = Object.fromEntries(
      Object.entries(specs).map(([path, spec]) => [path, input(path, spec.shape)]),
    );
    const y = layer.apply(x, { ...layerContext(named, false, undefined), key });
    const graph = makeGraph('sampled', [x, key, ...Object.values(named)], { y });
    expect(print(graph)).toContain('randomBits');
    const feeds = { x: filled(shape, 1), key: keyArray(3), ...parametersOf(layer, shape) };
    const all = interpret(graph, feeds).y!;
    const rows = all.data.length / shape[0]!;
    const one = interpret(graph, { ...feeds, x: filled([1, ...shape.slice(1)], 1) }).y!;
    for (let n = 0; n < shape[0]!; n++)
      expect(Array.from(all.data.subarray(n * rows, (n + 1) * rows))).toEqual(Array.from(one.data));
    const keys = [1, 2, 3, 4, 5, 6, 7, 8].map((k) =>
      interpret(graph, { ...feeds, key: keyArray(mix32(k)) }).y!.data.join(),
    );
    expect(new Set(keys).size).toBeGreaterThan(1);
    expect(await runtimeDifference(graph, feeds)).toBeLessThan(1e-5);
  });

  test('noise and batch statistics stay out of it', () => {
    const key = keyConstant(1);
    const x = input('x', ['N', 3]);
    expect(gaussianNoise().apply(x, { ...layerContext({}, false, undefined), key })).toBe(x);
    const specs = batchNorm().parameters(['N', 3]);
    const named = Object.fromEntries(
      Object.entries(specs).map(([path, spec]) => [path, input(path, spec.shape)]),
    );
    const updates = {};
    const y = batchNorm().apply(x, { ...layerContext(named, false, undefined, updates), key });
    expect(print(makeGraph('n', [x, ...Object.values(named)], { y }))).not.toContain('reduceMean');
    expect(updates).toEqual({});
  });
});
