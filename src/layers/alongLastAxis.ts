// shared within this room
import type { Layer } from './layer.ts';
import type { Value } from '../graph/types.ts';
import { ShapeError } from '../util/errors.ts';
import { shapeText, type Shape } from '../util/shape.ts';

/** A layer without parameters that acts on vectors along the last axis, which must not be the batch. */
export function alongLastAxis(name: string, act: (x: Value) => Value): Layer {
  const outputShape = (shape: Shape): Shape => {
    if (shape.length < 2)
      throw new ShapeError(`${name}: the input must be [N, …, classes]. Received ${shapeText(shape)}.`);
    return shape;
  };
  return Object.freeze({
    name,
    options: Object.freeze({}),
    exampleShape: [3, 4],
    outputShape,
    parameters: () => ({}),
    apply(x) {
      outputShape(x.shape);
      return act(x);
    },
  } satisfies Layer);
}
