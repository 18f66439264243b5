import type { Parameters } from './evaluate.ts';
import type { Layer } from '../layers/layer.ts';
import type { Network } from '../recipe/compile.ts';
import { OptionError } from '../util/errors.ts';

/** Layers whose units are those of the layer before, one for one or in blocks; and those that make new ones. */
const carrying = [
  'relu',
  'maxPool2d',
  'averagePool2d',
  'flatten',
  'dropout',
  'batchNorm',
  'categoryEmbedding',
];
const making = ['dense', 'conv2d'];

/**
 * The weights of a smaller network of the same architecture, taken out of a larger one: of each layer the units stay whose
 * incoming weights have the largest Euclidean norm, in their order, and with them their biases and statistics and what
 * the next layer does with them.
 *
 * @param net The larger network. @param smaller Its architecture at a smaller size, for the same data.
 * @param parameters Of the larger one, by path. @returns Those of the smaller one.
 * @throws {OptionError} networks that are no chain of dense and convolutional layers, or not of one architecture.
 * @see Li et al. 2017, "Pruning filters for efficient convnets", arXiv:1608.08710 (by the L1 norm there).
 */
export function prunedParameters(
  net: Network,
  smaller: Network,
  parameters: Parameters,
): Record<string, Float32Array> {
  checkChain(net.layer);
  const paths = Object.keys(net.specs);
  if (paths.join() !== Object.keys(smaller.specs).join())
    throw new OptionError(
      `prune: both networks must be of one architecture. Received ${net.recipe.architecture.name} and ${smaller.recipe.architecture.name}, whose layers differ.`,
    );
  const result: Record<string, Float32Array> = {};
  /** Which units of the layer before stay, of how many. */
  let before: Units | undefined;
  for (const layer of new Set(paths.map(layerOf))) {
    const own = paths.filter((path) => layerOf(path) === layer);
    const kernel = own.find((path) => path.endsWith('.kernel'));
    const inputs = before;
    if (kernel !== undefined) {
      const [shape, small] = [net.specs[kernel]!.shape, smaller.specs[kernel]!.shape];
      // Matrices are [inputs, units], kernels of a convolution [units, inputs, height, width].
      const [inAxis, unitAxis] = shape.length === 2 ? [0, 1] : [1, 0];
      const units = strongest(parameters[kernel]!, shape, unitAxis, small[unitAxis]!);
      const kept = inputs ? inBlocks(inputs, shape[inAxis]!) : undefined;
      result[kernel] = taken(
        taken(parameters[kernel]!, shape, unitAxis, units.kept),
        small.map((size, axis) => (axis === inAxis ? shape[axis]! : size)),
        inAxis,
        kept,
      );
      before = units;
    }
    for (const path of own)
      if (path !== kernel)
        result[path] = taken(
          parameters[path]!,
          net.specs[path]!.shape,
          0,
          before && inBlocks(before, net.specs[path]!.shape[0]!),
        );
  }
  return result;
}

/** Whether a network is a chain whose units can be taken out. */
export const isPrunable = (net: Network): boolean => unknownIn(net.layer) === undefined;

interface Units {
  readonly kept: readonly number[];
  readonly of: number;
}

const layerOf = (path: string): string => path.slice(0, path.lastIndexOf('.'));

const unknownIn = (layer: Layer): string | undefined =>
  layer.name === 'sequential'
    ? (layer.options as { readonly layers: readonly Layer[] }).layers
        .map(({ name }) => name)
        .find((name) => !carrying.includes(name) && !making.includes(name))
    : layer.name;

function checkChain(layer: Layer): void {
  const unknown = unknownIn(layer);
  if (unknown !== undefined)
    throw new OptionError(
      `prune: the network must be a chain of ${making.join(' and ')} layers, as mlp and convnet are. Received one with ${unknown}.`,
    );
}

/** The `count` units whose weights have the largest norm, in their order. */
function strongest(weights: Float32Array, shape: readonly number[], axis: number, count: number): Units {
  const of = shape[axis]!;
  const squares = new Float64Array(of);
  eachElement(shape, axis, (at, unit) => (squares[unit]! += weights[at]! ** 2));
  const kept = Array.from(squares.keys())
    .sort((a, b) => squares[b]! - squares[a]! || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
  return { kept, of };
}

/** Places of what is kept among `length` inputs, of which each unit makes a block: a picture that was flattened. */
function inBlocks({ kept, of }: Units, length: number): readonly number[] {
  const block = length / of;
  return kept.flatMap((unit) => Array.from({ length: block }, (_, i) => unit * block + i));
}

/** Slices along an axis. */
function taken(
  values: Float32Array,
  shape: readonly number[],
  axis: number,
  kept: readonly number[] | undefined,
): Float32Array {
  if (kept === undefined) return values.slice();
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const outer = shape.slice(0, axis).reduce((product, size) => product * size, 1);
  const result = new Float32Array(outer * kept.length * inner);
  for (let i = 0; i < outer; i++)
    kept.forEach((unit, k) => {
      const from = (i * shape[axis]! + unit) * inner;
      result.set(values.subarray(from, from + inner), (i * kept.length + k) * inner);
    });
  return result;
}

function eachElement(shape: readonly number[], axis: number, act: (at: number, index: number) => void): void {
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const count = shape.reduce((product, size) => product * size, 1);
  for (let at = 0; at < count; at++) act(at, Math.floor(at / inner) % shape[axis]!);
}
