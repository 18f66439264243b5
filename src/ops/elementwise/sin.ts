import { cos } from './cos.ts';
import { mul } from './mul.ts';
import { unary } from './unary.ts';

/** Sine, x in radians. */
export const sin = unary({
  name: 'sin',
  onnx: 'Sin',
  evaluate: Math.sin,
  vjp: (cotangent, x) => mul(cotangent, cos(x)),
});
