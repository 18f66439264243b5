import { neg } from './neg.ts';
import { binary } from './binary.ts';

/** a − b. */
export const sub = binary({
  name: 'sub',
  onnx: 'Sub',
  accepts: ['float32', 'int32'],
  evaluate: (a, b) => a - b,
  vjp: (cotangent) => [cotangent, neg(cotangent)],
});
