import type { Layer } from './layer.ts';
import { sequential } from './sequential.ts';
import { add } from '../ops/elementwise/add.ts';
import { ShapeError } from '../util/errors.ts';
import { sameShape, shapeText, type Shape } from '../util/shape.ts';

/**
 * Adds what the layers compute to their input: y = x + f(x). Shapes: f must keep the shape.
 *
 * @throws {ShapeError} f changes the shape.
 * @example residual(dense({ units: 64 }), relu(), dense({ units: 64 }))
 * @see He et al. 2016, arXiv:1512.03385.
 */
export function residual(...layers: readonly Layer[]): Layer {
  const body = sequential(...layers);
  const kept = (shape: Shape, result: Shape): Shape => {
    if (!sameShape(result, shape))
      throw new ShapeError(
        `residual: the layers must keep the shape ${shapeText(shape)}. They give ${shapeText(result)}.`,
      );
    return shape;
  };
  return Object.freeze({
    name: 'residual',
    options: Object.freeze({ layers }),
    exampleShape: [2, 4],
    outputShape: (shape: Shape) => kept(shape, body.outputShape(shape)),
    parameters: body.parameters,
    apply(x, context) {
      const change = body.apply(x, context);
      // Checked here too: an addition would broadcast what does not fit.
      kept(x.shape, change.shape);
      return add(x, change);
    },
  } satisfies Layer);
}
