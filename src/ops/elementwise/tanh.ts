import { mul } from './mul.ts';
import { sub } from './sub.ts';
import { unary } from './unary.ts';

/** Hyperbolic tangent. */
export const tanh = unary({
  name: 'tanh',
  onnx: 'Tanh',
  evaluate: Math.tanh,
  vjp: (cotangent, _, y) => mul(cotangent, sub(1, mul(y, y))),
});
