import { branch } from './branch.ts';
import type { Layer } from './layer.ts';
import { add } from '../ops/elementwise/add.ts';

export interface ResidualOptions {
  /** What the input goes through where the layers change its shape. Default: the input stays as it is. */
  readonly shortcut?: Layer;
}

/**
 * Adds what the layers compute to their input: y = x + f(x), or y = s(x) + f(x) with a shortcut s.
 *
 * Shapes: f must keep the shape, or give that of s.
 *
 * @param layers The layers of f; options stand before them, if there are any.
 * @throws {ShapeError} f changes the shape, or gives another one than the shortcut.
 * @example residual(dense({ units: 64 }), relu(), dense({ units: 64 }))
 * @example residual({ shortcut: dense({ units: 32 }) }, dense({ units: 64 }), relu(), dense({ units: 32 }))
 * @see He et al. 2016, arXiv:1512.03385.
 */
export function residual(...layers: readonly Layer[] | readonly [ResidualOptions, ...Layer[]]): Layer {
  const [first] = layers;
  const options: ResidualOptions = first === undefined || 'apply' in first ? {} : first;
  const inner = (first === options ? layers.slice(1) : layers) as readonly Layer[];
  const body = branch('residual', inner, options.shortcut);
  return Object.freeze({
    name: 'residual',
    options: Object.freeze({ ...options, layers: inner }),
    exampleShape: [2, 4],
    outputShape: body.outputShape,
    parameters: body.parameters,
    apply: (x, context) => add(body.beside(x, context), body.change(x, context)),
  } satisfies Layer);
}
