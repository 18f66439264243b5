import { unary } from './unary.ts';

/** −x. */
export const neg = unary({
  name: 'neg',
  onnx: 'Neg',
  evaluate: (x) => -x,
  vjp: (cotangent) => neg(cotangent),
});
