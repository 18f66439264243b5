/** Small networks for pictures as ONNX files, and pictures for them. */
import type { Dataset } from '../../src/data/dataset.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../../src/onnx/model.ts';
import { writeModel } from '../../src/onnx/write.ts';
import { randomKey, uniformAt } from '../../src/util/random.ts';

const tensor = (name: string, dims: readonly number[], scale = 1): OnnxTensor => ({
  name,
  type: 'float32',
  dims,
  data: Float32Array.from(
    { length: dims.reduce((a, b) => a * b, 1) },
    (_, i) => (2 * uniformAt(randomKey('weights', name), i) - 1) * scale,
  ),
});

const node = (
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: OnnxNode['attributes'] = {},
): OnnxNode => ({ name: output, opType, inputs, outputs: [output], attributes });

/** conv1 (3 to 4) – relu – depthwise – batch normalization – relu6 – mean over places: [N, 3, H, W] to [N, 4]. */
export function smallNetwork(extra: { nodes?: readonly OnnxNode[]; output?: string } = {}): OnnxModel {
  const output = extra.output ?? 'features';
  return {
    irVersion: 7,
    opsets: { '': 11 },
    producer: 'test',
    producerVersion: '',
    metadata: {},
    graph: {
      name: 'small',
      inputs: [{ name: 'picture', type: 'float32', dims: ['N', 3, 'H', 'W'] }],
      outputs: [{ name: output, type: 'float32', dims: ['N', 4] }],
      initializers: [
        tensor('w1', [4, 3, 3, 3]),
        tensor('b1', [4], 0.1),
        tensor('w2', [4, 1, 3, 3]),
        tensor('gamma', [4]),
        tensor('beta', [4]),
        tensor('mean', [4], 0.2),
        { name: 'variance', type: 'float32', dims: [4], data: Float32Array.of(0.5, 1, 0.7, 0.9) },
        { name: 'low', type: 'float32', dims: [], data: Float32Array.of(0) },
        { name: 'high', type: 'float32', dims: [], data: Float32Array.of(6) },
      ],
      nodes: [
        node('Conv', ['picture', 'w1', 'b1'], 'conv1', {
          strides: { ints: [2, 2] },
          auto_pad: { string: 'SAME_UPPER' },
        }),
        node('LeakyRelu', ['conv1'], 'relu1', { alpha: { float: 0.1 } }),
        node('Conv', ['relu1', 'w2'], 'conv2', { group: { int: 4 }, pads: { ints: [1, 1, 1, 1] } }),
        node('BatchNormalization', ['conv2', 'gamma', 'beta', 'mean', 'variance'], 'norm2'),
        node('Clip', ['norm2', 'low', 'high'], 'relu2'),
        node('GlobalAveragePool', ['relu2'], 'pool'),
        node('Flatten', ['pool'], 'features', { axis: { int: 1 } }),
        ...(extra.nodes ?? []),
      ],
    },
  };
}

export const smallNetworkBytes = (): Uint8Array => writeModel(smallNetwork());

/** Pictures of two classes, one of them brighter to the left. */
export function pictures(size: number, side = 8, seed = 'pictures'): Dataset {
  const area = side * side;
  const key = randomKey(seed);
  return {
    size,
    features: {
      kind: 'image',
      pixels: Uint8Array.from({ length: size * 3 * area }, (_, i) => {
        const n = Math.floor(i / (3 * area));
        const isLeft = i % side < side / 2;
        return Math.floor(128 * uniformAt(key, i)) + (isLeft === (n % 2 === 0) ? 120 : 0);
      }),
      channels: 3,
      height: side,
      width: side,
    },
    target: {
      kind: 'classes',
      classes: ['left', 'right'],
      labels: Int32Array.from({ length: size }, (_, n) => n % 2),
    },
    notes: [],
  };
}
