import type { Layer } from './layer.ts';
import { maskOfSequence, sequenceShape } from './sequence.ts';
import { div } from '../ops/elementwise/div.ts';
import { maximum } from '../ops/elementwise/maximum.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { reduceMean } from '../ops/reduce/reduceMean.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import type { Shape } from '../util/shape.ts';

/**
 * Mean of a sequence over its positions; padding is left out.
 *
 *     y[n] = Σ_l m[n, l] · x[n, l] / max(1, Σ_l m[n, l]),   m = 0 where the layer before knows padding, else 1
 *
 * Shapes: x [N, L, D] → y [N, D].
 *
 * @throws {ShapeError} the input is not [N, L, D].
 * @example sequential(embedding({ vocabulary: 10000, units: 32, padding: 0 }), meanOverTime(), dense({ units: 2 }))
 */
export function meanOverTime(): Layer {
  const outputShape = (shape: Shape): Shape => {
    const [batch, , depth] = sequenceShape('meanOverTime', shape);
    return [batch, depth];
  };
  return Object.freeze({
    name: 'meanOverTime',
    options: Object.freeze({}),
    exampleShape: [2, 4, 3],
    outputShape,
    parameters: () => ({}),
    apply(x, context) {
      outputShape(x.shape);
      const mask = maskOfSequence('meanOverTime', x, context);
      if (!mask) return reduceMean(x, [1]);
      const count = maximum(reduceSum(mask, [1], { keepDims: true }), 1);
      return div(reduceSum(mul(x, reshape(mask, [...mask.shape, 1])), [1]), count);
    },
  } satisfies Layer);
}
