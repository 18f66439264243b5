import type { Layer } from './layer.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { elementCount, staticShape, type Shape } from '../util/shape.ts';

/**
 * All axes but the batch joined into one. Shapes: [N, a, b, …] → [N, a·b·…].
 *
 * @example sequential(flatten(), dense({ units: 10 }))
 */
export function flatten(): Layer {
  const outputShape = (shape: Shape): Shape => [
    shape[0]!,
    elementCount(staticShape(shape.slice(1), 'flatten')),
  ];
  return Object.freeze({
    name: 'flatten',
    options: Object.freeze({}),
    exampleShape: [2, 3, 4],
    outputShape,
    parameters: () => ({}),
    apply: (x) => reshape(x, outputShape(x.shape)),
  } satisfies Layer);
}
