import { div } from './div.ts';
import { mul } from './mul.ts';
import { unary } from './unary.ts';

/** Square root; its gradient is infinite at 0. */
export const sqrt = unary({
  name: 'sqrt',
  onnx: 'Sqrt',
  evaluate: Math.sqrt,
  vjp: (cotangent, _, y) => div(mul(cotangent, 0.5), y),
  domain: [0.2, 3],
});
