import type { Layer } from './layer.ts';
import { maxPool2d as pool } from '../ops/pool/maxPool2d.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, staticDim, type Shape } from '../util/shape.ts';

/**
 * Largest value of each window of `poolSize` pixels squared; the windows do not overlap.
 *
 * Shapes: [N, C, H, W] → [N, C, ⌊H/p⌋, ⌊W/p⌋].
 *
 * @param options.poolSize Side of the window in pixels. Default 2.
 * @throws {OptionError} `poolSize` not a positive integer.
 * @throws {ShapeError} the picture is smaller than the window.
 * @example sequential(conv2d({ filters: 16 }), maxPool2d(), relu())
 */
export function maxPool2d({ poolSize = 2 }: { readonly poolSize?: number } = {}): Layer {
  if (!Number.isInteger(poolSize) || poolSize < 1)
    throw new OptionError(`maxPool2d: poolSize must be a positive integer. Received poolSize=${poolSize}.`);
  return Object.freeze({
    name: 'maxPool2d',
    options: Object.freeze({ poolSize }),
    exampleShape: [2, 3, 5, 6],
    outputShape(shape: Shape) {
      const sizes = [2, 3].map((axis) => Math.floor(staticDim(shape, axis, 'maxPool2d') / poolSize));
      if (shape.length !== 4 || sizes.some((size) => size < 1))
        throw new ShapeError(
          `maxPool2d: the input must be [N, C, H, W] with windows of ${poolSize} inside. Received ${shapeText(shape)}.`,
        );
      return [shape[0]!, shape[1]!, ...sizes];
    },
    parameters: () => ({}),
    apply: (x) => pool(x, [poolSize, poolSize]),
  } satisfies Layer);
}
