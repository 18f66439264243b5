import { mul } from './mul.ts';
import { unary } from './unary.ts';

/** −1, 0 or 1. Its gradient is 0 (it is not defined at 0). */
export const sign = unary({
  name: 'sign',
  onnx: 'Sign',
  evaluate: Math.sign,
  vjp: (cotangent) => mul(cotangent, 0),
  hasKink: true,
});
