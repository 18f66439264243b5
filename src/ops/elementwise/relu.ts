import { mul } from './mul.ts';
import { sign } from './sign.ts';
import { unary } from './unary.ts';

/** max(x, 0). At 0 the gradient is 0, as in PyTorch. */
export const relu = unary({
  name: 'relu',
  onnx: 'Relu',
  evaluate: (x) => Math.max(x, 0),
  // The sign of y is 0 or 1; onnxruntime multiplies several times faster than it selects.
  vjp: (cotangent, _, y) => mul(cotangent, sign(y)),
  domain: [0.1, 2],
});
