// shared within this room
import { innerContext, prefixed, type Layer, type LayerContext, type ParameterSpecs } from './layer.ts';
import { sequential } from './sequential.ts';
import type { Value } from '../graph/types.ts';
import { withScope } from '../graph/value.ts';
import { ShapeError, within } from '../util/errors.ts';
import { sameShape, shapeText, type Shape } from '../util/shape.ts';

/**
 * Layers whose result is added to their input, which they must not change in shape, or to what a shortcut makes of
 * their input. `who` starts the messages.
 */
export function branch(
  who: string,
  layers: readonly Layer[],
  shortcut?: Layer,
): {
  outputShape(shape: Shape): Shape;
  parameters(shape: Shape): ParameterSpecs;
  /** What the layers make of x. @throws {ShapeError} another shape: an addition would broadcast what does not fit. */
  change(x: Value, context: LayerContext): Value;
  /** What it is added to. */
  beside(x: Value, context: LayerContext): Value;
} {
  const body = sequential(...layers);
  const kept = (shape: Shape, result: Shape): Shape => {
    const wanted = shortcut ? within('shortcut', () => shortcut.outputShape(shape)) : shape;
    if (sameShape(result, wanted)) return wanted;
    const rule = shortcut ? 'give what the shortcut gives,' : 'keep the shape';
    throw new ShapeError(
      `${who}: the layers must ${rule} ${shapeText(wanted)}. They give ${shapeText(result)}.`,
    );
  };
  return {
    outputShape: (shape) => kept(shape, body.outputShape(shape)),
    parameters: (shape) => ({
      ...body.parameters(shape),
      ...(shortcut &&
        prefixed(
          'shortcut',
          within('shortcut', () => shortcut.parameters(shape)),
        )),
    }),
    change(x, context) {
      const change = body.apply(x, context);
      kept(x.shape, change.shape);
      return change;
    },
    beside: (x, context) =>
      shortcut ? withScope('shortcut', () => shortcut.apply(x, innerContext(context, 'shortcut'))) : x,
  };
}
