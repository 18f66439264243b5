import { constant } from '../../graph/value.ts';
import { greater } from './greater.ts';
import { where } from './where.ts';
import { binary } from './binary.ts';

/** The smaller of a and b; where they are equal the gradient goes to b. */
export const minimum = binary({
  name: 'minimum',
  onnx: 'Min',
  accepts: ['float32'],
  evaluate: Math.min,
  vjp: (cotangent, a, b) => {
    const first = greater(b, a);
    return [where(first, cotangent, constant(0)), where(first, constant(0), cotangent)];
  },
  draw: (draw, shape, side) => draw.real(shape, side === 1 ? 0.1 : -2, side === 1 ? 2 : 0),
});
