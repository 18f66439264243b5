import { constant } from '../../graph/value.ts';
import { greater } from './greater.ts';
import { unary } from './unary.ts';
import { where } from './where.ts';

/** max(x, 0). At 0 the gradient is 0, as in PyTorch. */
export const relu = unary({
  name: 'relu',
  onnx: 'Relu',
  evaluate: (x) => Math.max(x, 0),
  vjp: (cotangent, _, y) => where(greater(y, 0), cotangent, constant(0)),
  domain: [0.1, 2],
});
