import type { Layer } from './layer.ts';
import { poolLayer, type PoolOptions } from './pool.ts';
import { averagePool2d as pool } from '../ops/pool/averagePool2d.ts';

/**
 * Mean of each window of `poolSize` elements of a sequence.
 *
 * Shapes: [N, C, L] → [N, C, L′] with L′ = ⌊(L + padding on both sides − poolSize) / strides⌋ + 1.
 *
 * What lies beyond the border is not counted, as in Keras and in PyTorch with `count_include_pad=False`.
 *
 * @param options.poolSize Length of the window. Default 2.
 * @param options.strides Step of the window. Default `poolSize`.
 * @param options.padding `valid`, `same` or a number of elements. Default `valid`.
 * @throws {OptionError} a count that is not a positive integer, or a padding of a window or more.
 * @throws {ShapeError} the input is not [N, C, L], or shorter than the window.
 * @example sequential(conv1d({ filters: 16 }), relu(), averagePool1d())
 */
export const averagePool1d = (options: PoolOptions = {}): Layer =>
  poolLayer('averagePool1d', 1, options, pool);
