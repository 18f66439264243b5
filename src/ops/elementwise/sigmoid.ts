import { mul } from './mul.ts';
import { sub } from './sub.ts';
import { unary } from './unary.ts';

/** Logistic function 1 / (1 + e⁻ˣ). */
export const sigmoid = unary({
  name: 'sigmoid',
  onnx: 'Sigmoid',
  evaluate: (x) => 1 / (1 + Math.exp(-x)),
  vjp: (cotangent, _, y) => mul(cotangent, mul(y, sub(1, y))),
});
