import { largestOfWindows } from './largestOfWindows.ts';
import type { Layer } from './layer.ts';
import { poolLayer, type PoolOptions } from './pool.ts';

/**
 * Largest value of each window of `poolSize` by `poolSize` pixels.
 *
 * Shapes: [N, C, H, W] → [N, C, H′, W′] with H′ = ⌊(H + padding on both sides − poolSize) / strides⌋ + 1.
 *
 * Departs from PyTorch: equal maxima of a window share the gradient, where PyTorch gives it to the first.
 *
 * @param options.poolSize Side of the window in pixels. Default 2.
 * @param options.strides Step of the window in pixels. Default `poolSize`.
 * @param options.padding `valid`, `same` or a number of pixels. Default `valid`.
 * @throws {OptionError} a count that is not a positive integer, or a padding of a window or more.
 * @throws {ShapeError} the input is not [N, C, H, W], or smaller than the window.
 * @example sequential(conv2d({ filters: 16 }), maxPool2d(), relu())
 */
export const maxPool2d = (options: PoolOptions = {}): Layer =>
  poolLayer('maxPool2d', 2, options, largestOfWindows);
