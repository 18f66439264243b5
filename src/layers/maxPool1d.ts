import { largestOfWindows } from './largestOfWindows.ts';
import type { Layer } from './layer.ts';
import { poolLayer, type PoolOptions } from './pool.ts';

/**
 * Largest value of each window of `poolSize` elements of a sequence.
 *
 * Shapes: [N, C, L] → [N, C, L′] with L′ = ⌊(L + padding on both sides − poolSize) / strides⌋ + 1.
 *
 * Departs from PyTorch: equal maxima of a window share the gradient, where PyTorch gives it to the first.
 *
 * @param options.poolSize Length of the window. Default 2.
 * @param options.strides Step of the window. Default `poolSize`.
 * @param options.padding `valid`, `same` or a number of elements. Default `valid`.
 * @throws {OptionError} a count that is not a positive integer, or a padding of a window or more.
 * @throws {ShapeError} the input is not [N, C, L], or shorter than the window.
 * @example sequential(conv1d({ filters: 16 }), maxPool1d(), relu())
 */
export const maxPool1d = (options: PoolOptions = {}): Layer =>
  poolLayer('maxPool1d', 1, options, largestOfWindows);
