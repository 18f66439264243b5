import { describe, expect, test } from 'vitest';
import { layerContext } from '../../test/helpers/layers.ts';
import { seededDraw } from '../../test/helpers/draw.ts';
import { dense } from './dense.ts';
import { embedding } from './embedding.ts';
import { gru } from './gru.ts';
import { convMaxOverTime } from './convMaxOverTime.ts';
import { branches } from './branches.ts';
import { groupNorm } from './groupNorm.ts';
import { initialParameters, type Layer } from './layer.ts';
import { layerNorm } from './layerNorm.ts';
import { meanOverTime } from './meanOverTime.ts';
import { multiHeadAttention } from './multiHeadAttention.ts';
import { positionalEmbedding } from './positionalEmbedding.ts';
import { sequential } from './sequential.ts';
import { transformerEncoderBlock } from './transformerEncoderBlock.ts';
import { makeGraph } from '../graph/graph.ts';
import { input } from '../graph/value.ts';
import { grad } from '../ops/grad.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import { interpret } from '../runtime/reference.ts';
import { OptionError, ShapeError } from '../util/errors.ts';

const [vocabulary, units] = [7, 4];
const words = embedding({ vocabulary, units, padding: 0 });

/** What a network gives for token ids, and the gradient of its sum by the table of its embedding. */
function run(layer: Layer, ids: readonly (readonly number[])[]) {
  const shape = [ids.length, ids[0]!.length];
  const x = input('x', shape, 'int32');
  const specs = layer.parameters(shape);
  const parameters = Object.fromEntries(
    Object.entries(specs).map(([path, spec]) => [path, input(path, spec.shape)]),
  );
  const y = layer.apply(x, layerContext(parameters, false, undefined));
  const table = Object.keys(specs).find((path) => path.endsWith('table'))!;
  const [slope] = grad(reduceSum(y), [parameters[table]!]);
  const graph = makeGraph('tokens', [x, ...Object.values(parameters)], { y, slope: slope! });
  const draw = seededDraw('tokens');
  const feeds = Object.fromEntries(
    Object.entries(specs).map(([path, spec]) => [path, draw.real(spec.shape, -1, 1)]),
  );
  return interpret(graph, { ...feeds, x: { dtype: 'int32', shape, data: Int32Array.from(ids.flat()) } });
}

describe('padding', () => {
  const readers: readonly [string, Layer][] = [
    ['meanOverTime', sequential(words, meanOverTime())],
    ['gru', sequential(words, gru({ units: 3 }))],
    ['attention', sequential(words, multiHeadAttention({ heads: 2 }), meanOverTime())],
    [
      'an encoder',
      sequential(
        words,
        positionalEmbedding({ kind: 'sinusoidal' }),
        transformerEncoderBlock({ heads: 2 }),
        dense({ units: 3 }),
        meanOverTime(),
      ),
    ],
    ['a branch', sequential(words, branches(meanOverTime(), gru({ units: 2 })))],
    ['a nested network', sequential(sequential(words), sequential(meanOverTime()))],
  ];

  test.each(readers)('does not change what %s reads', (_, layer) => {
    const short = run(layer, [[3, 1, 5]]);
    const long = run(layer, [[3, 1, 5, 0, 0]]);
    expect(long.y!.shape).toEqual(short.y!.shape);
    long.y!.data.forEach((value, i) => expect(value).toBeCloseTo(short.y!.data[i]!, 12));
  });

  test.each(readers)('is a vector of zeros without a gradient in %s', (_, layer) => {
    const { slope } = run(layer, [
      [3, 1, 5, 0],
      [2, 0, 0, 0],
    ]);
    expect(Array.from(slope!.data.subarray(0, units)).every((value) => value === 0)).toBe(true);
    expect(Array.from(slope!.data.subarray(2 * units, 3 * units)).some((value) => value !== 0)).toBe(true);
  });

  test.each(readers)('alone gives finite numbers in %s', (_, layer) => {
    expect(run(layer, [[0, 0, 0]]).y!.data.every(Number.isFinite)).toBe(true);
  });

  test('is a token like others where none is named', () => {
    const all = embedding({ vocabulary, units });
    expect(all.maskOf!(input('x', [1, 3], 'int32'))).toBeUndefined();
    expect(Array.from(run(sequential(all, meanOverTime()), [[0, 0]]).y!.data)).not.toEqual([0, 0, 0, 0]);
  });

  test('marked for another length is refused', () => {
    const mask = input('mask', [2, 5]);
    const context = { ...layerContext({}, false, undefined), mask };
    expect(() => meanOverTime().apply(input('x', [2, 4, 3]), context)).toThrow(ShapeError);
    expect(() => meanOverTime().apply(input('x', [2, 4, 3]), context)).toThrow('5 positions');
  });
});

test('a table begins within its range', () => {
  const specs = embedding({ vocabulary: 300, units: 12 }).parameters([1, 2]);
  const table = Array.from(initialParameters(specs, 1).table!);
  // √(3/12) = 0.5, with variance 1/12; 3600 draws leave a standard error of 1.5%.
  expect(Math.max(...table.map(Math.abs))).toBeLessThanOrEqual(0.5);
  const variance = table.reduce((sum, value) => sum + value * value, 0) / table.length;
  expect(variance * 12).toBeGreaterThan(0.94);
  expect(variance * 12).toBeLessThan(1.06);
});

describe('wrong use is refused', () => {
  test.each<[string, () => Layer]>([
    ['embedding: vocabulary', () => embedding({ vocabulary: 0, units: 2 })],
    ['embedding: units', () => embedding({ vocabulary: 3, units: 1.5 })],
    ['embedding: padding', () => embedding({ vocabulary: 3, units: 2, padding: 3 })],
    ['embedding: initialRange', () => embedding({ vocabulary: 3, units: 2, initialRange: 0 })],
    ['positionalEmbedding: kind', () => positionalEmbedding({ kind: 'fixed' as 'learned' })],
    ['layerNorm: axis', () => layerNorm({ axis: 0 })],
    ['layerNorm: epsilon', () => layerNorm({ epsilon: 0 })],
    ['groupNorm: groups', () => groupNorm({ groups: 0 })],
    ['multiHeadAttention: heads', () => multiHeadAttention({ heads: 0 })],
    ['multiHeadAttention: rate', () => multiHeadAttention({ heads: 1, rate: 1 })],
    [
      'transformerEncoderBlock: feedForwardUnits',
      () => transformerEncoderBlock({ heads: 1, feedForwardUnits: 0 }),
    ],
    ['gru: units', () => gru({ units: -1 })],
    ['convMaxOverTime: filters', () => convMaxOverTime({ filters: 0 })],
    ['branches', () => branches()],
  ])('%s', (message, make) => {
    expect(make).toThrow(OptionError);
    expect(make).toThrow(message);
    expect(make).toThrow('Received');
  });

  test.each<[string, Layer, number[]]>([
    ['3 groups must divide', groupNorm({ groups: 3 }), [2, 4]],
    ['3 heads must divide', multiHeadAttention({ heads: 3 }), [2, 5, 4]],
    ['a kernel of 4 positions must fit', convMaxOverTime({ filters: 1, kernelSize: 4 }), [2, 3, 4]],
    ['must not hold the batch', layerNorm({ axis: -2 }), [2, 3]],
  ])('%s', (message, layer, shape) => {
    expect(() => layer.outputShape(shape)).toThrow(ShapeError);
    expect(() => layer.outputShape(shape)).toThrow(message);
  });
});
