import { cast } from '../elementwise/cast.ts';
import { div } from '../elementwise/div.ts';
import { equal } from '../elementwise/equal.ts';
import { mul } from '../elementwise/mul.ts';
import { reshape } from '../movement/reshape.ts';
import { reduceSum } from './reduceSum.ts';
import { keptShape, reduction } from './reduction.ts';

/** Largest element over `axes` (all by default). The gradient is shared equally between equal maxima. */
export const reduceMax = reduction({
  name: 'reduceMax',
  onnx: 'ReduceMax',
  initial: -Infinity,
  combine: Math.max,
  vjp(cotangent, x, axes, y) {
    const kept = keptShape(x.shape, axes);
    const winners = cast(equal(x, reshape(y, kept)), 'float32');
    return mul(winners, div(reshape(cotangent, kept), reduceSum(winners, axes, { keepDims: true })));
  },
});
