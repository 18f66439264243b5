import type { Value } from '../../graph/types.ts';
import { mul } from '../elementwise/mul.ts';
import { broadcastTo } from '../movement/broadcastTo.ts';
import { reshape } from '../movement/reshape.ts';
import { keptShape, reduction } from './reduction.ts';
import { elementCount, staticShape } from '../../util/shape.ts';

/** Mean over `axes` (all by default). Shapes: [2, 3] over axis 1 → [2], or [2, 1] with `keepDims`. */
export const reduceMean = reduction({
  name: 'reduceMean',
  onnx: 'ReduceMean',
  initial: 0,
  combine: (total, x) => total + x,
  finish: (total, count) => total / count,
  weight: (count) => 1 / count,
  vjp(cotangent, x, axes): Value {
    const shape = staticShape(x.shape, 'reduceMean gradient');
    const kept = keptShape(shape, axes) as number[];
    const share = elementCount(kept) / elementCount(shape);
    return broadcastTo(reshape(mul(cotangent, share), kept), shape);
  },
});
