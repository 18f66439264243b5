import { div } from './div.ts';
import { unary } from './unary.ts';

/** Natural logarithm; x > 0. */
export const log = unary({
  name: 'log',
  onnx: 'Log',
  evaluate: Math.log,
  vjp: (cotangent, x) => div(cotangent, x),
  domain: [0.2, 3],
});
