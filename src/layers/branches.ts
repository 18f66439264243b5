import { innerContext, prefixed, type Layer } from './layer.ts';
import { withScope } from '../graph/value.ts';
import { concat } from '../ops/movement/concat.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, staticDim, type Shape } from '../util/shape.ts';

/**
 * Layers side by side on one input, their results one behind the other along axis 1: y = [f₁(x), f₂(x), …].
 *
 * Shapes: each branch gives [N, Cᵢ, …], equal but for Cᵢ → [N, ΣCᵢ, …]. Branches are named by place and kind.
 *
 * @throws {OptionError} no branch. @throws {ShapeError} the results do not fit side by side.
 * @example branches(convMaxOverTime({ filters: 100, kernelSize: 3 }), convMaxOverTime({ filters: 100, kernelSize: 4 }))
 */
export function branches(...layers: readonly Layer[]): Layer {
  const [head] = layers;
  if (!head) throw new OptionError('branches: at least one layer is needed. Received none.');
  const names = layers.map((layer, i) => `${i}.${layer.name}`);
  const joined = (shapes: readonly Shape[]): Shape => {
    const [first] = shapes as [Shape];
    const fits = (shape: Shape) =>
      shape.length >= 2 &&
      shape.length === first.length &&
      shape.every((dim, axis) => axis === 1 || dim === first[axis]);
    if (!shapes.every(fits))
      throw new ShapeError(
        `branches: the results must agree but for axis 1. They give ${shapes.map(shapeText).join(' and ')}.`,
      );
    const total = shapes.reduce((sum, shape) => sum + staticDim(shape, 1, 'branches'), 0);
    return first.map((dim, axis) => (axis === 1 ? total : dim));
  };
  return Object.freeze({
    name: 'branches',
    options: Object.freeze({ layers }),
    ...(head.inputType && { inputType: head.inputType }),
    exampleShape: head.exampleShape ?? [2, 4],
    outputShape: (shape: Shape) => joined(layers.map((layer) => layer.outputShape(shape))),
    parameters: (shape: Shape) =>
      Object.assign({}, ...layers.map((layer, i) => prefixed(names[i]!, layer.parameters(shape)))),
    apply(x, context) {
      const results = layers.map((layer, i) =>
        withScope(names[i]!, () => layer.apply(x, innerContext(context, names[i]!))),
      );
      joined(results.map(({ shape }) => shape));
      return results.length > 1 ? concat(results, 1) : results[0]!;
    },
  } satisfies Layer);
}
