import { mul } from './mul.ts';
import { sign } from './sign.ts';
import { unary } from './unary.ts';

/** |x|. At 0 the gradient is 0, the middle of its subdifferential. */
export const abs = unary({
  name: 'abs',
  onnx: 'Abs',
  evaluate: Math.abs,
  vjp: (cotangent, x) => mul(cotangent, sign(x)),
  hasKink: true,
});
