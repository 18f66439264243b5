/** What convolutions and poolings refuse, and what they make of sizes; their numbers are tested against PyTorch. */
import { describe, expect, test } from 'vitest';
import {
  averagePool1d,
  averagePool2d,
  batchNorm,
  conv1d,
  conv2d,
  dense,
  depthwiseConv2d,
  globalMaxPool1d,
  maxPool1d,
  maxPool2d,
  residual,
  separableConv2d,
  sequential,
} from './index.ts';
import { parameterCount, type Layer } from './layer.ts';
import { OptionError, ShapeError } from '../util/errors.ts';

describe('wrong options are refused when the layer is made', () => {
  test.each<[string, () => Layer]>([
    ['conv2d: groups must divide filters', () => conv2d({ filters: 4, groups: 3 })],
    ['conv2d: groups must be a positive integer', () => conv2d({ filters: 4, groups: 0 })],
    ['conv2d: dilations must be a positive integer', () => conv2d({ filters: 4, dilations: 1.5 })],
    ['conv2d: padding must be "same", "valid" or a number', () => conv2d({ filters: 4, padding: -1 })],
    ['conv1d: filters must be a positive integer', () => conv1d({ filters: 0 })],
    ['conv1d: groups must divide filters', () => conv1d({ filters: 3, groups: 2 })],
    ['depthwiseConv2d: depthMultiplier', () => depthwiseConv2d({ depthMultiplier: 0 })],
    ['separableConv2d: filters', () => separableConv2d({ filters: -2 })],
    ['depthwiseConv2d: kernelSize', () => separableConv2d({ filters: 2, kernelSize: 0 })],
    ['maxPool2d: strides', () => maxPool2d({ strides: 0 })],
    ['maxPool1d: poolSize', () => maxPool1d({ poolSize: 2.5 })],
    ['averagePool2d: padding must be less than poolSize', () => averagePool2d({ padding: 2 })],
    ['averagePool1d: padding must be less than poolSize', () => averagePool1d({ poolSize: 3, padding: 3 })],
  ])('%s', (message, make) => {
    expect(make).toThrow(OptionError);
    expect(make).toThrow(message);
    expect(make).toThrow('Received');
  });

  test('a misspelt padding is understood', () =>
    expect(() => conv2d({ filters: 1, padding: 'sam' as 'same' })).toThrow('Did you mean "same"?'));
});

describe('shapes that do not fit are refused, with what was received', () => {
  test.each<[string, Layer, number[]]>([
    ['conv2d: 2 groups must divide the maps', conv2d({ filters: 4, groups: 2 }), [1, 3, 8, 8]],
    ['conv1d: 2 groups must divide the features', conv1d({ filters: 4, groups: 2 }), [1, 3, 8]],
    ['conv1d: the input must be [N, C, L]', conv1d({ filters: 4 }), [1, 3, 8, 8]],
    [
      'conv2d: a kernel of 9 must fit into 8',
      conv2d({ filters: 1, dilations: 4, padding: 'valid' }),
      [1, 1, 8, 8],
    ],
    ['maxPool1d: a window of 3 must fit into 2', maxPool1d({ poolSize: 3 }), [1, 1, 2]],
    ['globalMaxPool1d: the input must be [N, C, L]', globalMaxPool1d(), [2, 3]],
    [
      'residual: the layers must give what the shortcut gives, [2, 3]. They give [2, 4].',
      residual({ shortcut: dense({ units: 3 }) }, dense({ units: 4 })),
      [2, 5],
    ],
  ])('%s', (message, layer, shape) => {
    expect(() => layer.outputShape(shape)).toThrow(ShapeError);
    expect(() => layer.outputShape(shape)).toThrow(message);
  });
});

test.each([1, 2, 3, 5, 8])(
  '`same` gives ⌈size / strides⌉ for every kernel and dilation (strides %s)',
  (strides) => {
    for (const size of [5, 6, 7, 16])
      for (const kernelSize of [1, 2, 3, 4, 5])
        for (const dilations of [1, 2, 3])
          expect(
            conv1d({ filters: 1, kernelSize, strides, dilations }).outputShape([1, 1, size]),
            `${size} ${kernelSize} ${dilations}`,
          ).toEqual([1, 1, Math.ceil(size / strides)]);
  },
);

test('a separable convolution has fewer parameters than a plain one', () => {
  const shape = [1, 32, 8, 8];
  const plain = parameterCount(conv2d({ filters: 64, useBias: false }), shape);
  const separable = parameterCount(separableConv2d({ filters: 64, useBias: false }), shape);
  expect(plain / separable).toBeCloseTo((9 * 64) / (9 + 64), 6);
});

test("a shortcut's parameters and state stand under its name", () => {
  const net = residual(
    { shortcut: sequential(conv2d({ filters: 2, kernelSize: 1, useBias: false }), batchNorm()) },
    conv2d({ filters: 2 }),
  );
  expect(Object.keys(net.parameters([2, 3, 4, 4]))).toEqual([
    '0.conv2d.kernel',
    '0.conv2d.bias',
    'shortcut.0.conv2d.kernel',
    'shortcut.1.batchNorm.scale',
    'shortcut.1.batchNorm.shift',
    'shortcut.1.batchNorm.runningMean',
    'shortcut.1.batchNorm.runningVariance',
  ]);
});
