import { describe, expect, test } from 'vitest';
import { seededDraw } from '../helpers/draw.ts';
import { keyArray, layerProgram } from '../helpers/layers.ts';
import { thingsOf } from '../helpers/rooms.ts';
import { countParameters, type Architecture } from '../../src/architectures/architecture.ts';
import { convnet } from '../../src/architectures/convnet.ts';
import { mlp } from '../../src/architectures/mlp.ts';
import { resnet } from '../../src/architectures/resnet.ts';
import { textCnn } from '../../src/architectures/textCnn.ts';
import { print } from '../../src/graph/print.ts';
import { verify } from '../../src/graph/verify.ts';
import { initialParameters } from '../../src/layers/layer.ts';
import { interpret } from '../../src/runtime/reference.ts';
import { OptionError, ShapeError } from '../../src/util/errors.ts';

const architectures = await thingsOf<Architecture>('architectures');
const digits = { input: [1, 28, 28], outputs: 10 };
const texts = { input: [6], vocabulary: 30, outputs: 10 };

describe.each(architectures)('architecture $name', ({ name, thing: architecture }) => {
  const [low, high] = architecture.sizeRange;
  // A single layer has nothing that could be larger.
  const isOneSize = low === high;
  const within = (size: number) => Math.min(size, high);
  const data = architecture.accepts === 'tokens' ? texts : digits;
  const count = (size: number) => countParameters(architecture, { size, ...data });

  test('carries the name of its file, is frozen, and starts large within its range', () => {
    expect(architecture.name).toBe(name);
    expect(Object.isFrozen(architecture)).toBe(true);
    if (isOneSize) return expect(architecture.largeSize).toBe(low);
    expect(architecture.largeSize).toBeGreaterThan(low);
    expect(architecture.largeSize).toBeLessThan(high);
  });

  // A family of one size has no knob.
  const sized = isOneSize ? () => {} : test;
  sized('the knob scales the parameters smoothly over four orders of magnitude', () => {
    expect(count(high) / count(low)).toBeGreaterThan(1e4);
    let before = count(low);
    for (let size = low + 1; size <= high; size++) {
      const now = count(size);
      expect(now).toBeGreaterThan(before);
      expect(now / before).toBeLessThan(size > 16 ? 1.2 : 4);
      before = now;
    }
  });

  test.each([
    { dropout: 0, batchNorm: false },
    { dropout: 0.5, batchNorm: true },
    ...(architecture.understands?.includes('residual') ? [{ residual: true, batchNorm: true }] : []),
    ...(architecture.understands?.includes('embeddings') ? [{ embeddings: [{ start: 2, count: 9 }] }] : []),
  ])('counts what it builds: %o', (extra) => {
    const options = { size: within(3), ...data, ...extra };
    const layer = architecture.build(options);
    const specs = layer.parameters(['N', ...data.input]);
    const values = initialParameters(specs, 1);
    const built = Object.entries(specs)
      .filter(([, { trainable }]) => trainable)
      .reduce((sum, [path]) => sum + values[path]!.length, 0);
    expect(countParameters(architecture, options)).toBe(built);
    // The names by which the built program asks for its parameters are those of the specs, each used.
    const used = print(layerProgram(layer, [2, ...data.input], true));
    for (const path of Object.keys(specs)) expect(used.split(path).length).toBeGreaterThan(2);
  });

  test('takes a free batch and gives one row of outputs for each example', () => {
    const layer = architecture.build({ size: within(2), ...data, dropout: 0.5, batchNorm: true });
    const graph = layerProgram(layer, ['N', ...data.input], false);
    expect(verify(graph)).toEqual([]);
    expect(graph.outputs.y!.shape).toEqual(['N', 10]);
    const values = initialParameters(layer.parameters(['N', ...data.input]), 1);
    const specs = layer.parameters(['N', ...data.input]);
    for (const batch of [1, 3]) {
      const { y } = interpret(graph, {
        x:
          data === texts
            ? seededDraw(name).index([batch, ...data.input], texts.vocabulary)
            : seededDraw(name).real([batch, ...data.input]),
        key: keyArray(1),
        ...Object.fromEntries(
          Object.entries(values).map(([path, data]) => [
            path,
            { dtype: 'float32' as const, shape: specs[path]!.shape, data: Float64Array.from(data) },
          ]),
        ),
      });
      expect(y!.shape).toEqual([batch, 10]);
      expect(y!.data.every(Number.isFinite)).toBe(true);
    }
  });

  test('dropout stands in the training program only, and only where asked for', () => {
    const draws = (dropout: number, training: boolean) =>
      print(
        layerProgram(architecture.build({ size: within(2), ...data, dropout }), [2, ...data.input], training),
      ).split('randomBits').length - 1;
    expect(draws(0, true)).toBe(0);
    expect(draws(0.5, true)).toBeGreaterThan(0);
    expect(draws(0.5, false)).toBe(0);
  });

  test.each([0, 2.5, NaN])('refuses size %s', (size) => {
    expect(() => architecture.build({ size, ...data })).toThrow(OptionError);
    expect(() => architecture.build({ size, ...data })).toThrow(`Received size=${size}`);
    expect(() => architecture.build({ size: high + 1, ...data })).toThrow(OptionError);
  });
});

test('families for tokens need a vocabulary and a list that is long enough', () => {
  const tokenFamilies = architectures.filter(({ thing }) => thing.accepts === 'tokens');
  expect(tokenFamilies.length).toBeGreaterThanOrEqual(4);
  for (const { name, thing } of tokenFamilies) {
    expect(() => thing.build({ size: 4, input: [9], outputs: 2 })).toThrow(`${name}: vocabulary`);
    expect(() => thing.build({ size: 4, input: [3, 9], vocabulary: 5, outputs: 2 })).toThrow(ShapeError);
  }
  expect(() => textCnn.build({ size: 4, input: [4], vocabulary: 5, outputs: 2 })).toThrow('5 tokens or more');
  // V·s + 3·(k·s² + s) + 3·s·outputs + outputs, at the paper's kernels of 3, 4 and 5 words.
  expect(countParameters(textCnn, { size: 7, input: [9], vocabulary: 11, outputs: 2 })).toBe(
    11 * 7 + 12 * 49 + 3 * 7 + 3 * 7 * 2 + 2,
  );
});

test('mlp counts features · size + size² + size · outputs and biases', () => {
  const [size, features, outputs] = [7, 5, 3];
  expect(countParameters(mlp, { size, input: [features], outputs })).toBe(
    features * size + size + size * size + size + size * outputs + outputs,
  );
  expect(countParameters(mlp, { size, input: [features], outputs, batchNorm: true })).toBe(
    features * size + 2 * size + size * size + 2 * size + size * outputs + outputs,
  );
});

test('convnet takes pictures of 4 by 4 pixels and more', () => {
  for (const input of [[1, 3, 8], [1, 8, 3], [64], [8, 8]])
    expect(() => convnet.build({ size: 2, input, outputs: 2 })).toThrow(ShapeError);
  for (const side of [4, 5, 13, 32, 57, 96, 224])
    expect(
      convnet.build({ size: 1, input: [3, side, side], outputs: 2 }).outputShape([1, 3, side, side]),
    ).toEqual([1, 2]);
});

test('resnet is the one of eight layers: its parameters, the halving of its stages', () => {
  const size = 16;
  // Convolutions without a bias, two numbers a map for each normalization, and the last layer.
  const convolutions = [
    [3, size, 9],
    [size, size, 9],
    [size, size, 9],
    [size, 2 * size, 9],
    [2 * size, 2 * size, 9],
    [size, 2 * size, 1],
    [2 * size, 4 * size, 9],
    [4 * size, 4 * size, 9],
    [2 * size, 4 * size, 1],
  ] as const;
  const expected = convolutions.reduce((sum, [from, to, area]) => sum + from * to * area + 2 * to, 0);
  const options = { size, input: [3, 32, 32], outputs: 10 };
  expect(countParameters(resnet, options)).toBe(expected + 4 * size * 10 + 10);
  expect(countParameters(resnet, options)).toBe(78042);
  // Normalization is always there; the option changes nothing.
  expect(countParameters(resnet, { ...options, batchNorm: true })).toBe(78042);
  const shapes = print(layerProgram(resnet.build({ ...options, size: 2 }), [4, 3, 32, 32], true));
  for (const map of ['[4, 2, 32, 32]', '[4, 4, 16, 16]', '[4, 8, 8, 8]', '[4, 8]'])
    expect(shapes).toContain(map);
  for (const input of [[3, 7, 8], [64], [8, 8]])
    expect(() => resnet.build({ size: 2, input, outputs: 2 })).toThrow(ShapeError);
});
