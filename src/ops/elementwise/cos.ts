import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { sin } from './sin.ts';
import { unary } from './unary.ts';

/** Cosine, x in radians. */
export const cos = unary({
  name: 'cos',
  onnx: 'Cos',
  evaluate: Math.cos,
  vjp: (cotangent, x) => neg(mul(cotangent, sin(x))),
});
