import type { Value } from '../../graph/types.ts';
import { broadcastTo } from '../movement/broadcastTo.ts';
import { reshape } from '../movement/reshape.ts';
import { keptShape, reduction } from './reduction.ts';
import { staticShape } from '../../util/shape.ts';

/** Sum over `axes` (all by default). Shapes: [2, 3] over axis 1 → [2], or [2, 1] with `keepDims`. */
export const reduceSum = reduction({
  name: 'reduceSum',
  onnx: 'ReduceSum',
  initial: 0,
  combine: (total, x) => total + x,
  weight: () => 1,
  vjp(cotangent, x, axes): Value {
    const kept = reshape(cotangent, keptShape(x.shape, axes));
    return broadcastTo(kept, staticShape(x.shape, 'reduceSum gradient'));
  },
});
