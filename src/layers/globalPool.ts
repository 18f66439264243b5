// shared within this room
import type { Layer } from './layer.ts';
import type { Value } from '../graph/types.ts';
import { sizesOf } from './windows.ts';
import type { Shape } from '../util/shape.ts';

/** A layer that makes one number of each feature map, of one axis or two. */
export function globalPool(
  name: string,
  axes: 1 | 2,
  reduce: (x: Value, axes: readonly number[]) => Value,
): Layer {
  const outputShape = (shape: Shape): Shape => {
    sizesOf(name, shape, axes === 1 ? '[N, C, L]' : '[N, C, H, W]');
    return shape.slice(0, 2);
  };
  return Object.freeze({
    name,
    options: Object.freeze({}),
    exampleShape: [2, 3, 4, 5].slice(0, 2 + axes),
    outputShape,
    parameters: () => ({}),
    apply(x) {
      outputShape(x.shape);
      return reduce(x, axes === 1 ? [2] : [2, 3]);
    },
  } satisfies Layer);
}
