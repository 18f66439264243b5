import type { Backbone } from './backbone.ts';
import type { Recipe } from './schema.ts';
import { withScope } from '../graph/value.ts';
import { innerContext, prefixed, type Layer } from '../layers/layer.ts';
import { OptionError } from '../util/errors.ts';
import type { Shape } from '../util/shape.ts';

/** The pretrained network as a layer, where the recipe trains it. @throws {OptionError} it is not at hand, or another. */
export function trainedBase(
  { backbone: named }: Recipe,
  picture: readonly number[],
  backbone: Backbone | undefined,
): Layer | undefined {
  if (!named || named.trainable === false) return undefined;
  if (backbone?.description.sha256 !== named.sha256)
    throw new OptionError(
      `backbone: the recipe trains ${named.file}. Received ${backbone ? backbone.description.file : 'no network'}. Give that one.`,
    );
  return backbone.asLayer(named, picture);
}

/** A backbone and the head on its features, as one layer. The head's parameters keep their names. */
export function transferLayer(base: Layer, head: Layer): Layer {
  const inner = (shape: Shape) => base.outputShape(shape);
  return Object.freeze({
    name: 'transfer',
    options: Object.freeze({}),
    outputShape: (shape: Shape) => head.outputShape(inner(shape)),
    parameters: (shape: Shape) => ({
      ...prefixed('backbone', base.parameters(shape)),
      ...head.parameters(inner(shape)),
    }),
    apply: (x, context) =>
      head.apply(
        withScope('backbone', () => base.apply(x, innerContext(context, 'backbone'))),
        context,
      ),
  } satisfies Layer);
}
