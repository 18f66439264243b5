import { describe, expect, test } from 'vitest';
import { seededDraw } from '../helpers/draw.ts';
import { buildLayer, goldenLayers } from '../helpers/goldenLayers.ts';
import { keyArray, keyConstant, layerContext, layerProgram, parameterValues } from '../helpers/layers.ts';
import { gradientError, runtimeDifference } from '../helpers/numeric.ts';
import { thingsOf } from '../helpers/rooms.ts';
import { print } from '../../src/graph/print.ts';
import type { NdArray } from '../../src/graph/types.ts';
import { constant, input } from '../../src/graph/value.ts';
import { verify } from '../../src/graph/verify.ts';
import { alphaDropout } from '../../src/layers/alphaDropout.ts';
import { batchNorm } from '../../src/layers/batchNorm.ts';
import { categoryEmbedding } from '../../src/layers/categoryEmbedding.ts';
import { conv2d } from '../../src/layers/conv2d.ts';
import { dense } from '../../src/layers/dense.ts';
import { dropConnect } from '../../src/layers/dropConnect.ts';
import { dropout } from '../../src/layers/dropout.ts';
import { elu } from '../../src/layers/elu.ts';
import { leakyRelu } from '../../src/layers/leakyRelu.ts';
import { maxPool2d } from '../../src/layers/maxPool2d.ts';
import { initialParameters, parameterCount, type Layer } from '../../src/layers/layer.ts';
import { relu } from '../../src/layers/relu.ts';
import { residual } from '../../src/layers/residual.ts';
import { sequential } from '../../src/layers/sequential.ts';
import { spatialDropout2d } from '../../src/layers/spatialDropout2d.ts';
import { stochasticDepth } from '../../src/layers/stochasticDepth.ts';
import { tanh } from '../../src/layers/tanh.ts';
import { zeroPad2d } from '../../src/layers/zeroPad2d.ts';
import { mul } from '../../src/ops/elementwise/mul.ts';
import { reduceSum } from '../../src/ops/reduce/reduceSum.ts';
import { interpret } from '../../src/runtime/reference.ts';
import { OptionError, ShapeError } from '../../src/util/errors.ts';
import { elementCount, type Shape } from '../../src/util/shape.ts';

/**
 * Layers that are worth a second look. What a layer is tried with otherwise is its defaults, where it has them, and
 * the options in its golden file.
 */
const variants: Readonly<Record<string, () => readonly Layer[]>> = {
  dense: () => [dense({ units: 1, useBias: false, kernelInitializer: 'glorotUniform' })],
  dropout: () => [dropout({ rate: 0.9 })],
  residual: () => [residual(dense({ units: 4 }), tanh()), residual(dense({ units: 4 }), dropout())],
  sequential: () => [
    sequential(dense({ units: 5 }), relu(), dropout({ rate: 0.3 }), dense({ units: 2 })),
    sequential(dense({ units: 5, useBias: false }), batchNorm(), tanh(), dropout(), dropout()),
    sequential(),
  ],
  categoryEmbedding: () => [categoryEmbedding({ blocks: [{ start: 1, count: 3, units: 2 }] })],
  dropConnect: () => [dropConnect({ units: 3 })],
  stochasticDepth: () => [stochasticDepth({ rate: 0.3 }, dense({ units: 4 }), dropout())],
};

/** Shapes of every rank. A layer that takes one of them must say its result rightly, one that does not must say so. */
const anyShapes: readonly (readonly number[])[] = [[3], [3, 4], [2, 3, 4], [2, 3, 6, 5], [2, 3, 4, 4, 2]];

interface Case {
  readonly name: string;
  readonly layer: Layer;
  /** Shapes that it accepts. */
  readonly shapes: readonly (readonly number[])[];
}

const layerFiles = (await thingsOf<(options?: object) => Layer>('layers')).map(({ name, thing }) => ({
  name,
  factory: thing,
}));

function casesOf(name: string, factory: (options?: object) => Layer): Case[] {
  const cases = new Map<string, Case>();
  const keep = (layer: Layer, shapes: Case['shapes']) => {
    const title = `${name} ${JSON.stringify(layer.options)}`;
    if (!cases.has(title)) cases.set(title, { name: title, layer, shapes });
  };
  const whole = (layer: Layer) => {
    const { exampleShape } = layer;
    const any = [
      [3, 4],
      [2, 3, 4, 4],
    ];
    keep(layer, exampleShape ? [exampleShape] : any);
  };
  variants[name]?.().forEach(whole);
  try {
    if (!variants[name]) whole(factory());
  } catch {
    // It has options without a default; the golden file knows some.
  }
  for (const { options, x } of goldenLayers.find((file) => file.name === name)?.cases ?? [])
    keep(buildLayer(name, options), [x.shape]);
  if (cases.size === 0)
    throw new Error(`layers/${name}.ts needs options: write test/golden/layers/${name}.py and its JSON`);
  return [...cases.values()];
}

const cases = layerFiles.flatMap(({ name, factory }) => casesOf(name, factory));

/** A random input; the integers are small, since they may number the rows of a small table. */
const exampleOf = (layer: Layer, shape: readonly number[], seed: number): NdArray => {
  const draw = seededDraw('layer', layer.name, seed);
  return layer.inputType === 'int32' ? draw.index(shape, 3) : draw.real(shape);
};

const feedsOf = (layer: Layer, shape: readonly number[], seed = 1) => ({
  x: exampleOf(layer, shape, seed),
  key: keyArray(0x1234567),
  ...parameterValues(layer.parameters(shape), seed),
});

test('the folder holds the layers that the networks need', () => {
  const names = layerFiles.map(({ name }) => name);
  for (const name of ['dense', 'conv2d', 'maxPool2d', 'globalAveragePool2d', 'flatten', 'relu', 'tanh'])
    expect(names).toContain(name);
  for (const name of [
    'sigmoid',
    'gelu',
    'dropout',
    'spatialDropout2d',
    'batchNorm',
    'residual',
    'sequential',
  ])
    expect(names).toContain(name);
});

test.each(layerFiles)('$name: layers carry the name of their file', ({ name, factory }) => {
  for (const { layer } of casesOf(name, factory)) expect(layer.name).toBe(name);
});

describe.each(cases)('layer $name', ({ layer, shapes }) => {
  test('is frozen, options too', () => {
    expect(Object.isFrozen(layer)).toBe(true);
    expect(Object.isFrozen(layer.options)).toBe(true);
  });

  test('says the shape of its result and of its parameters', () => {
    for (const shape of shapes) {
      const specs = layer.parameters(shape);
      const graph = layerProgram(layer, shape, true);
      const result = interpret(graph, feedsOf(layer, shape));
      expect(layer.outputShape(shape)).toEqual(result.y!.shape);
      expect(result.y!.data.every(Number.isFinite)).toBe(true);
      for (const [path, { shape: parameterShape }] of Object.entries(specs)) {
        expect(initialParameters(specs, 1)[path]).toHaveLength(elementCount(parameterShape));
        const next = result[`next/${path}`];
        if (next) expect(next.shape).toEqual(parameterShape);
      }
      const trained = Object.values(specs).filter(({ trainable }) => trainable);
      expect(parameterCount(layer, shape)).toBe(trained.reduce((n, spec) => n + elementCount(spec.shape), 0));
      // What is not trained is state, and state that nothing updates would be a constant.
      for (const [path, { trainable }] of Object.entries(specs))
        expect(`next/${path}` in result).toBe(!trainable);
    }
  });

  test('takes a free batch in evaluation, and every example by itself', () => {
    for (const shape of shapes) {
      const free: Shape = ['N', ...shape.slice(1)];
      expect(layer.parameters(free)).toEqual(layer.parameters(shape));
      expect(layer.outputShape(free)).toEqual(['N', ...layer.outputShape(shape).slice(1)]);
      const graph = layerProgram(layer, free, false);
      expect(verify(graph)).toEqual([]);
      expect(graph.outputs.y!.shape).toEqual(layer.outputShape(free));
      const feeds = feedsOf(layer, shape);
      const all = interpret(graph, feeds).y!.data;
      const width = elementCount(shape.slice(1));
      const first = { ...feeds.x, shape: [1, ...shape.slice(1)], data: feeds.x.data.slice(0, width) };
      const alone = interpret(graph, { ...feeds, x: first }).y!.data;
      expect(Array.from(alone)).toEqual(Array.from(all.subarray(0, alone.length)));
    }
  });

  test('training and evaluation run in onnxruntime as in the reference, within 1e-5', async () => {
    for (const shape of shapes)
      for (const training of [true, false])
        for (const seed of [1, 2]) {
          const graph = layerProgram(layer, shape, training);
          expect(verify(graph)).toEqual([]);
          expect(await runtimeDifference(graph, feedsOf(layer, shape, seed))).toBeLessThan(1e-5);
        }
  });

  test.each([true, false])('has the gradient of its central differences (training: %s)', (training) => {
    for (const shape of shapes)
      for (const seed of [1, 2]) {
        const specs = layer.parameters(shape);
        const paths = Object.keys(specs);
        const { x, key: _, ...values } = feedsOf(layer, shape, seed);
        const arrays = [x, ...paths.map((path) => (values as Record<string, typeof x>)[path]!)];
        const error = gradientError((input, ...parameters) => {
          const named = Object.fromEntries(paths.map((path, i) => [path, parameters[i]!]));
          const y = layer.apply(input!, layerContext(named, training, keyConstant(77)));
          const weights = seededDraw('project').real(y.shape as number[], 0.5, 1.5);
          return reduceSum(mul(y, constant(weights.data, weights.shape)));
        }, arrays);
        expect(error).toBeLessThan(1e-7);
      }
  });

  test('evaluation draws nothing and changes nothing', () => {
    for (const shape of shapes) {
      const graph = layerProgram(layer, shape, false);
      expect(print(graph)).not.toContain('randomBits');
      expect(Object.keys(graph.outputs)).toEqual(['y']);
    }
  });

  test('outputShape and apply take the same shapes and give the same result or a ShapeError', () => {
    let refused = 0;
    for (const shape of [...anyShapes, ...shapes]) {
      let said: Shape | undefined;
      try {
        said = layer.outputShape(shape);
      } catch (error) {
        expect(error).toBeInstanceOf(ShapeError);
        expect((error as Error).message).toMatch(/Received|They give|must fit/);
      }
      // Parameters of a shape that fits, so that only the input is wrong.
      const parameters = Object.fromEntries(
        Object.entries(layer.parameters(shapes[0]!)).map(([path, spec]) => [path, input(path, spec.shape)]),
      );
      const apply = (training: boolean) =>
        layer.apply(input('x', shape, layer.inputType), layerContext(parameters, training, keyConstant(1)));
      if (!said) {
        refused++;
        expect(() => apply(true), `apply took ${shape.join()}`).toThrow(ShapeError);
        expect(() => apply(false), `apply took ${shape.join()}`).toThrow(ShapeError);
      } else if (Object.keys(parameters).length === 0) expect(apply(true).shape).toEqual(said);
    }
    const takesAll = !layer.exampleShape || ['flatten', 'sequential'].includes(layer.name);
    if (!takesAll) expect(refused).toBeGreaterThan(0);
  });
});

describe('wrong use is refused where it happens', () => {
  test.each<[string, () => Layer]>([
    ['dense: units', () => dense({ units: 0 })],
    ['dense: units', () => dense({ units: 2.5 })],
    ['conv2d: filters', () => conv2d({ filters: -1 })],
    ['conv2d: strides', () => conv2d({ filters: 1, strides: 0 })],
    ['conv2d: kernelSize', () => conv2d({ filters: 1, kernelSize: 1.5 })],
    ['maxPool2d: poolSize', () => maxPool2d({ poolSize: 0 })],
    ['batchNorm: momentum', () => batchNorm({ momentum: 1 })],
    ['batchNorm: epsilon', () => batchNorm({ epsilon: -1 })],
    ['dropout: rate', () => dropout({ rate: 1 })],
    ['dropout: rate', () => dropout({ rate: -0.1 })],
    ['dropout: rate', () => dropout({ rate: NaN })],
    ['alphaDropout: rate', () => alphaDropout({ rate: 1 })],
    ['elu: alpha', () => elu({ alpha: 0 })],
    ['leakyRelu: negativeSlope', () => leakyRelu({ negativeSlope: 1 })],
    ['zeroPad2d: padding', () => zeroPad2d({ padding: -1 })],
    [
      'categoryEmbedding: blocks',
      () =>
        categoryEmbedding({
          blocks: [
            { start: 0, count: 3, units: 1 },
            { start: 2, count: 2, units: 1 },
          ],
        }),
    ],
    ['categoryEmbedding: blocks', () => categoryEmbedding({ blocks: [{ start: 0, count: 3, units: 0 }] })],
    ['spatialDropout2d: rate', () => spatialDropout2d({ rate: 2 })],
  ])('%s', (message, make) => {
    expect(make).toThrow(OptionError);
    expect(make).toThrow(message);
    expect(make).toThrow('Received');
  });

  test('a percentage as a dropout rate is understood as one', () => {
    expect(() => dropout({ rate: 50 })).toThrow(
      'dropout: rate must be in [0, 1). Received rate=50. Did you mean 0.5?',
    );
  });

  test('sequential names the place of a layer that does not fit', () => {
    const net = sequential(relu(), conv2d({ filters: 1 }), dense({ units: 2 }));
    expect(() => net.outputShape([2, 1, 6, 6])).toThrow(/^2\.dense: dense: .*flatten\(\)/);
    expect(() => net.parameters([2, 1, 6, 6])).toThrow(ShapeError);
  });

  test('residual refuses layers that change the shape, also those that would broadcast', () => {
    const net = residual(dense({ units: 1 }));
    expect(() => net.outputShape([2, 4])).toThrow(ShapeError);
    const parameters = { '0.dense.kernel': input('k', [4, 1]), '0.dense.bias': input('b', [1]) };
    expect(() => net.apply(input('x', [2, 4]), layerContext(parameters, false, undefined))).toThrow(
      ShapeError,
    );
  });

  test('batchNorm needs two values a feature to train', () => {
    expect(() => layerProgram(batchNorm(), [1, 3], true)).toThrow(ShapeError);
    expect(() => layerProgram(batchNorm(), [1, 3], false)).not.toThrow();
  });

  test('dropout needs a known batch to train', () => {
    expect(() => layerProgram(dropout(), ['N', 3], true)).toThrow(ShapeError);
    expect(() => layerProgram(spatialDropout2d(), ['N', 3, 2, 2], true)).toThrow(ShapeError);
  });
});

test('initial parameters are a pure function of seed and path, within their bounds', () => {
  const specs = sequential(dense({ units: 50 }), dense({ units: 50 })).parameters([1, 50]);
  const first = initialParameters(specs, 3);
  expect(initialParameters(specs, 3)).toEqual(first);
  expect(initialParameters(specs, 4)['0.dense.kernel']).not.toEqual(first['0.dense.kernel']);
  expect(first['0.dense.kernel']).not.toEqual(first['1.dense.kernel']);
  const limit = Math.sqrt(6 / 50);
  const kernel = Array.from(first['0.dense.kernel']!);
  expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit);
  const squares = kernel.reduce((sum, w) => sum + w * w, 0) / kernel.length;
  // Variance of a uniform draw, 2/fanIn; 2500 draws leave a standard error of 1.8%.
  expect(squares / (2 / 50)).toBeGreaterThan(0.92);
  expect(squares / (2 / 50)).toBeLessThan(1.08);
  expect(first['0.dense.bias']).toEqual(new Float32Array(50));
});
