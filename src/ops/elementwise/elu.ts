import { add } from './add.ts';
import { minimum } from './minimum.ts';
import { mul } from './mul.ts';
import { unary } from './unary.ts';

/** x for x > 0, else eˣ − 1. */
export const elu = unary({
  name: 'elu',
  onnx: 'Elu',
  evaluate: (x) => (x > 0 ? x : Math.expm1(x)),
  // Below 0 the slope is eˣ = y + 1, above it is 1.
  vjp: (cotangent, _, y) => mul(cotangent, add(minimum(y, 0), 1)),
  hasKink: true,
});
