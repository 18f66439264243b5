// shared within this room
import type { Layer, LayerContext, ParameterSpecs } from './layer.ts';
import { sequential } from './sequential.ts';
import type { Value } from '../graph/types.ts';
import { ShapeError } from '../util/errors.ts';
import { sameShape, shapeText, type Shape } from '../util/shape.ts';

/** Layers whose result is added to their input, which they must not change in shape. `who` starts the messages. */
export function branch(
  who: string,
  layers: readonly Layer[],
): {
  outputShape(shape: Shape): Shape;
  parameters(shape: Shape): ParameterSpecs;
  /** What the layers make of x. @throws {ShapeError} another shape: an addition would broadcast what does not fit. */
  change(x: Value, context: LayerContext): Value;
} {
  const body = sequential(...layers);
  const kept = (shape: Shape, result: Shape): Shape => {
    if (!sameShape(result, shape))
      throw new ShapeError(
        `${who}: the layers must keep the shape ${shapeText(shape)}. They give ${shapeText(result)}.`,
      );
    return shape;
  };
  return {
    outputShape: (shape) => kept(shape, body.outputShape(shape)),
    parameters: body.parameters,
    change(x, context) {
      const change = body.apply(x, context);
      kept(x.shape, change.shape);
      return change;
    },
  };
}
