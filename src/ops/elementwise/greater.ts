import { binary } from './binary.ts';

/** Whether a > b. */
export const greater = binary({
  name: 'greater',
  onnx: 'Greater',
  accepts: ['float32', 'int32', 'uint32'],
  result: 'bool',
  evaluate: (a, b) => Number(a > b),
  vjp: null,
});
