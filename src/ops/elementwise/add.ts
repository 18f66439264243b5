import { binary } from './binary.ts';

/** a + b. */
export const add = binary({
  name: 'add',
  onnx: 'Add',
  accepts: ['float32', 'int32'],
  evaluate: (a, b) => a + b,
  vjp: (cotangent) => [cotangent, cotangent],
});
