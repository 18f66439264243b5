import { innerContext, prefixed, type Layer, type ParameterSpecs } from './layer.ts';
import { withScope } from '../graph/value.ts';
import { within } from '../util/errors.ts';
import type { Shape } from '../util/shape.ts';

/**
 * Layers one after another. Inner layers are named by place and kind: `0.conv2d`, `1.relu`, …
 *
 * @throws {ShapeError} a layer does not accept what the one before gives; the message names its place.
 * @example sequential(flatten(), dense({ units: 64 }), relu(), dense({ units: 10 }))
 */
export function sequential(...layers: readonly Layer[]): Layer {
  const names = layers.map((layer, i) => `${i}.${layer.name}`);
  return Object.freeze({
    name: 'sequential',
    options: Object.freeze({ layers }),
    ...(layers[0]?.inputType && { inputType: layers[0].inputType }),
    exampleShape: [2, 4],
    outputShape(input: Shape) {
      return layers.reduce<Shape>(
        (shape, layer, i) => within(names[i]!, () => layer.outputShape(shape)),
        input,
      );
    },
    parameters(input: Shape) {
      let shape = input;
      let specs: ParameterSpecs = {};
      layers.forEach((layer, i) => {
        specs = {
          ...specs,
          ...prefixed(
            names[i]!,
            within(names[i]!, () => layer.parameters(shape)),
          ),
        };
        shape = within(names[i]!, () => layer.outputShape(shape));
      });
      return specs;
    },
    maskOf: layers[0]?.maskOf,
    apply(x, context) {
      let { mask } = context;
      return layers.reduce(
        (value, layer, i) =>
          withScope(names[i]!, () => {
            const result = layer.apply(value, { ...innerContext(context, names[i]!), mask });
            mask = layer.maskOf?.(value) ?? mask;
            return result;
          }),
        x,
      );
    },
  } satisfies Layer);
}
