import type { Layer } from './layer.ts';
import { pad } from '../ops/movement/pad.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, staticDim, type Shape } from '../util/shape.ts';

export interface ZeroPad2dOptions {
  /** Zeros on every side, or [[top, bottom], [left, right]]. Whole numbers of 0 or more. Default 1. */
  readonly padding?: number | readonly [readonly [number, number], readonly [number, number]];
}

/**
 * Puts zeros around feature maps. Shapes: [N, C, H, W] → [N, C, top + H + bottom, left + W + right].
 *
 * @throws {OptionError} `padding` not whole numbers of 0 or more. @throws {ShapeError} the input is not [N, C, H, W].
 * @example sequential(zeroPad2d({ padding: [[0, 1], [0, 1]] }), conv2d({ filters: 8, strides: 2, padding: 'valid' }))
 */
export function zeroPad2d({ padding = 1 }: ZeroPad2dOptions = {}): Layer {
  const sides = typeof padding === 'number' ? [padding, padding, padding, padding] : padding.flat();
  if (sides.length !== 4 || !sides.every((count) => Number.isInteger(count) && count >= 0))
    throw new OptionError(
      `zeroPad2d: padding must be a whole number of 0 or more, or [[top, bottom], [left, right]]. ` +
        `Received padding=${JSON.stringify(padding)}.`,
    );
  const [top, bottom, left, right] = sides as [number, number, number, number];
  const outputShape = (shape: Shape): Shape => {
    if (shape.length !== 4)
      throw new ShapeError(`zeroPad2d: the input must be [N, C, H, W]. Received ${shapeText(shape)}.`);
    const [height, width] = [staticDim(shape, 2, 'zeroPad2d'), staticDim(shape, 3, 'zeroPad2d')];
    return [shape[0]!, shape[1]!, top + height + bottom, left + width + right];
  };
  return Object.freeze({
    name: 'zeroPad2d',
    options: Object.freeze({ padding }),
    exampleShape: [2, 3, 4, 4],
    outputShape,
    parameters: () => ({}),
    apply(x) {
      outputShape(x.shape);
      return pad(pad(x, 2, { before: top, after: bottom }), 3, { before: left, after: right });
    },
  } satisfies Layer);
}
