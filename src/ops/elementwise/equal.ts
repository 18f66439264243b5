import { binary } from './binary.ts';

/** Whether a = b. */
export const equal = binary({
  name: 'equal',
  onnx: 'Equal',
  accepts: ['float32', 'int32', 'bool'],
  result: 'bool',
  evaluate: (a, b) => Number(a === b),
  vjp: null,
  draw: (draw, shape) => draw.index(shape, 3),
});
