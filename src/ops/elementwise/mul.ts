import { binary } from './binary.ts';

/** a · b, element by element. */
export const mul = binary({
  name: 'mul',
  onnx: 'Mul',
  accepts: ['float32', 'int32'],
  evaluate: (a, b) => a * b,
  vjp: (cotangent, a, b) => [mul(cotangent, b), mul(cotangent, a)],
});
