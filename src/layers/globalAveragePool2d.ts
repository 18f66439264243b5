import type { Layer } from './layer.ts';
import { reduceMean } from '../ops/reduce/reduceMean.ts';
import { ShapeError } from '../util/errors.ts';
import { shapeText, type Shape } from '../util/shape.ts';

/**
 * Mean of each feature map. Shapes: [N, C, H, W] → [N, C].
 *
 * @throws {ShapeError} the input is not [N, C, H, W].
 * @example sequential(conv2d({ filters: 32 }), relu(), globalAveragePool2d(), dense({ units: 10 }))
 */
export function globalAveragePool2d(): Layer {
  const outputShape = (shape: Shape): Shape => {
    if (shape.length !== 4)
      throw new ShapeError(
        `globalAveragePool2d: the input must be [N, C, H, W]. Received ${shapeText(shape)}.`,
      );
    return shape.slice(0, 2);
  };
  return Object.freeze({
    name: 'globalAveragePool2d',
    options: Object.freeze({}),
    exampleShape: [2, 3, 4, 5],
    outputShape,
    parameters: () => ({}),
    apply(x) {
      outputShape(x.shape);
      return reduceMean(x, [2, 3]);
    },
  } satisfies Layer);
}
