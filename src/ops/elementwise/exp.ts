import { mul } from './mul.ts';
import { unary } from './unary.ts';

/** e raised to x. */
export const exp = unary({
  name: 'exp',
  onnx: 'Exp',
  evaluate: Math.exp,
  vjp: (cotangent, _, y) => mul(cotangent, y),
});
