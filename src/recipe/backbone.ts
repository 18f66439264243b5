import { trainedBackbone } from './trainedBackbone.ts';
import { cutModel, renamed } from '../onnx/cut.ts';
import { opset } from '../onnx/lower.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../onnx/model.ts';
import { upgradeModel } from '../onnx/upgrade.ts';
import type { BackboneDescription } from '../data/dataset.ts';
import type { Layer } from '../layers/layer.ts';
import { DataError, OptionError } from '../util/errors.ts';

/** Order of a picture's axes, as a network wants it. */
export type Layout = 'NCHW' | 'NHWC';

/** A pretrained network, read and cut: image in, features out. */
export interface Backbone {
  readonly description: BackboneDescription;
  /** The part of the file's model that the features follow from, upgraded: one input, one output. */
  readonly model: OnnxModel;
  readonly channels: number;
  readonly layout: Layout;
  /**
   * The network as a layer whose weights begin as the file has them; see `trainedBackbone`. It comes with the network, so
   * that programs that never have one go without what reads its ops.
   */
  asLayer(description: BackboneDescription, picture: readonly number[]): Layer;
}

/** What is known of a network's input from the file alone. */
export interface BackboneInput {
  readonly channels: number;
  readonly layout: Layout;
  /** Where the file fixes them. */
  readonly height?: number;
  readonly width?: number;
}

/**
 * The input of a network for pictures, as its file declares it: [N, C, H, W] or [N, H, W, C] with 1 or 3 channels.
 *
 * @throws {DataError} another number of inputs, another element type, or no such shape.
 */
export function backboneInput(model: OnnxModel): BackboneInput {
  const { inputs } = model.graph;
  const [info] = inputs;
  if (!info || inputs.length > 1)
    throw new DataError(
      `backbone: the network must have one input, the picture. Received ${inputs.length} (${inputs.map(({ name }) => name).join(', ')}).`,
    );
  const shape = `${info.type}[${info.dims.map((dim) => dim || '?').join(', ')}]`;
  const isChannels = (dim: unknown): dim is number => dim === 1 || dim === 3;
  if (info.type !== 'float32' || info.dims.length !== 4)
    throw new DataError(
      `backbone: the input "${info.name}" must be a picture, float32 [N, C, H, W]. Received ${shape}.`,
    );
  const layout: Layout = !isChannels(info.dims[1]) && isChannels(info.dims[3]) ? 'NHWC' : 'NCHW';
  const [channels, height, width] = (layout === 'NCHW' ? [1, 2, 3] : [3, 1, 2]).map((i) => info.dims[i]);
  if (typeof channels === 'number' && !isChannels(channels))
    throw new DataError(
      `backbone: the input "${info.name}" must have 1 or 3 channels. Received ${shape}. Choose a network for pictures.`,
    );
  return {
    channels: typeof channels === 'number' ? channels : 3,
    layout,
    ...(typeof height === 'number' && { height }),
    ...(typeof width === 'number' && { width }),
  };
}

/**
 * A network bound to what a recipe says of it.
 *
 * @param model The whole file, read. That its hash is the recipe's is for the caller to see to.
 * @throws {DataError} the file does not suit; see `cutModel` and `backboneInput`.
 * @throws {OptionError} the size or the channels that the recipe says are not those that the file fixes.
 */
export function makeBackbone(model: OnnxModel, description: BackboneDescription): Backbone {
  const cut = upgradeModel(cutModel(model, description.cut ?? undefined), opset);
  const declared = backboneInput(cut);
  for (const side of ['height', 'width'] as const)
    if (declared[side] !== undefined && declared[side] !== description.input[side])
      throw new OptionError(
        `backbone: ${description.file} takes pictures of ${side} ${declared[side]}. Received ${description.input[side]}. ` +
          'Leave the size out to take what the file says.',
      );
  if (description.mean.length !== declared.channels)
    throw new OptionError(
      `backbone: mean and deviation must have ${declared.channels} numbers, one for each channel. Received ${description.mean.length}.`,
    );
  const { channels, layout } = declared;
  return Object.freeze({
    ...{ description, model: cut, channels, layout },
    asLayer: (described: BackboneDescription, picture: readonly number[]) =>
      trainedBackbone({ model: cut, layout }, described, picture),
  });
}

/** Name of a model's tensor once it stands in a larger one. */
const inside = (name: string): string => `backbone/${name}`;

/** How what a network gives becomes a row of features: it is one, is averaged over its places, or is flattened. */
export type Pooling = 'none' | 'average' | 'flatten';

/**
 * The model that makes features of raw pictures: preparation, the network's own nodes with their weights as they are,
 * and pooling. Input `image` float32 [N, C, H, W], values 0 to 255; output `features` [N, features].
 */
export function featureModel(
  { model, channels, layout, description: { input, mean, deviation } }: Backbone,
  pooling: Pooling,
  features: number,
): OnnxModel {
  const graph = renamed(model.graph, inside);
  const [fed, given] = [graph.inputs[0]!.name, graph.outputs[0]!.name];
  const perChannel = (name: string, values: readonly number[]): OnnxTensor => ({
    name,
    type: 'float32',
    dims: [channels, 1, 1],
    data: Float32Array.from(values),
  });
  const node = (
    opType: string,
    inputs: readonly string[],
    output: string,
    attributes?: OnnxNode['attributes'],
  ): OnnxNode => ({
    name: `pixels/${opType}`,
    opType,
    inputs,
    outputs: [output],
    ...(attributes && { attributes }),
  });
  const pictures = layout === 'NCHW' ? fed : 'pixels/scaled';
  return {
    ...model,
    irVersion: Math.max(10, model.irVersion),
    producer: 'hibiscus',
    producerVersion: '',
    metadata: {},
    graph: {
      name: 'features',
      inputs: [{ name: 'image', type: 'float32', dims: ['N', channels, input.height, input.width] }],
      outputs: [{ name: 'features', type: 'float32', dims: ['N', features] }],
      initializers: [
        perChannel('pixels/mean', mean),
        perChannel(
          'pixels/factor',
          deviation.map((value) => 1 / value),
        ),
        ...graph.initializers,
      ],
      nodes: [
        node('Sub', ['image', 'pixels/mean'], 'pixels/centred'),
        node('Mul', ['pixels/centred', 'pixels/factor'], pictures),
        ...(layout === 'NHWC' ? [node('Transpose', [pictures], fed, { perm: { ints: [0, 2, 3, 1] } })] : []),
        ...graph.nodes,
        ...(pooling === 'average' ? [node('GlobalAveragePool', [given], 'pixels/pooled')] : []),
        pooling === 'none'
          ? node('Identity', [given], 'features')
          : node('Flatten', [pooling === 'average' ? 'pixels/pooled' : given], 'features', {
              axis: { int: 1 },
            }),
      ],
    },
  };
}

/**
 * How the output of a network becomes features.
 *
 * @param dims What it gives for two pictures.
 * @throws {DataError} not two rows, or neither a row nor maps.
 */
export function poolingOf(
  dims: readonly number[],
  { layout, description }: Pick<Backbone, 'layout' | 'description'>,
): { pooling: Pooling; features: number } {
  const what = description.cut === null ? 'its output' : `"${description.cut}"`;
  const advice = 'Name another tensor as the cut.';
  if (dims[0] !== 2)
    throw new DataError(
      `backbone: ${description.file} must give one row for each picture. For 2 pictures ${what} is [${dims.join(', ')}]. ` +
        'Export it with a free batch dimension (dynamic_axes).',
    );
  if (dims.length === 2) return { pooling: 'none', features: dims[1]! };
  const width = dims.slice(1).reduce((product, dim) => product * dim, 1);
  if (dims.slice(1).filter((dim) => dim !== 1).length <= 1) return { pooling: 'flatten', features: width };
  if (dims.length === 4 && layout === 'NCHW') return { pooling: 'average', features: dims[1]! };
  throw new DataError(
    `backbone: features must be [N, features] or maps [N, C, H, W]. For 2 pictures ${what} is [${dims.join(', ')}]. ${advice}`,
  );
}

/**
 * One model out of two: what makes features of pictures, and a head that takes them as `numbers`.
 *
 * The network's nodes are kept as the file has them, quantised weights too. The result is written for the newer of the
 * two operator sets.
 */
export function joinHead(features: OnnxModel, head: OnnxModel): OnnxModel {
  const rename = (name: string) => (name === 'numbers' ? 'features' : name);
  const top = renamed(head.graph, rename);
  const opsets: Record<string, number> = { ...head.opsets };
  for (const [domain, version] of Object.entries(features.opsets))
    opsets[domain] = Math.max(version, opsets[domain] ?? 0);
  return {
    ...head,
    irVersion: Math.max(features.irVersion, head.irVersion),
    opsets,
    graph: {
      name: top.name,
      nodes: [...features.graph.nodes, ...top.nodes],
      initializers: [...features.graph.initializers, ...top.initializers],
      inputs: features.graph.inputs,
      outputs: top.outputs,
    },
  };
}
