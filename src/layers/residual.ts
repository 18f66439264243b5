import { branch } from './branch.ts';
import type { Layer } from './layer.ts';
import { add } from '../ops/elementwise/add.ts';

/**
 * Adds what the layers compute to their input: y = x + f(x). Shapes: f must keep the shape.
 *
 * @throws {ShapeError} f changes the shape.
 * @example residual(dense({ units: 64 }), relu(), dense({ units: 64 }))
 * @see He et al. 2016, arXiv:1512.03385.
 */
export function residual(...layers: readonly Layer[]): Layer {
  const body = branch('residual', layers);
  return Object.freeze({
    name: 'residual',
    options: Object.freeze({ layers }),
    exampleShape: [2, 4],
    outputShape: body.outputShape,
    parameters: body.parameters,
    apply: (x, context) => add(x, body.change(x, context)),
  } satisfies Layer);
}
