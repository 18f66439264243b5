import { cast } from './cast.ts';
import { greater } from './greater.ts';
import { mul } from './mul.ts';
import { unary } from './unary.ts';

/** max(x, 0). At 0 the gradient is 0, as in PyTorch. */
export const relu = unary({
  name: 'relu',
  onnx: 'Relu',
  evaluate: (x) => Math.max(x, 0),
  // onnxruntime casts and multiplies several times faster than it selects.
  vjp: (cotangent, _, y) => mul(cotangent, cast(greater(y, 0), 'float32')),
  hasKink: true,
});
