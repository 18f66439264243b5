import type { Layer } from './layer.ts';
import { poolLayer, type PoolOptions } from './pool.ts';
import { averagePool2d as pool } from '../ops/pool/averagePool2d.ts';

/**
 * Mean of each window of `poolSize` by `poolSize` pixels.
 *
 * Shapes: [N, C, H, W] → [N, C, H′, W′] with H′ = ⌊(H + padding on both sides − poolSize) / strides⌋ + 1.
 *
 * What lies beyond the border is not counted, as in Keras and in PyTorch with `count_include_pad=False`.
 *
 * @param options.poolSize Side of the window in pixels. Default 2.
 * @param options.strides Step of the window in pixels. Default `poolSize`.
 * @param options.padding `valid`, `same` or a number of pixels. Default `valid`.
 * @throws {OptionError} a count that is not a positive integer, or a padding of a window or more.
 * @throws {ShapeError} the input is not [N, C, H, W], or smaller than the window.
 * @example sequential(conv2d({ filters: 16 }), relu(), averagePool2d(), flatten(), dense({ units: 10 }))
 */
export const averagePool2d = (options: PoolOptions = {}): Layer =>
  poolLayer('averagePool2d', 2, options, pool);
