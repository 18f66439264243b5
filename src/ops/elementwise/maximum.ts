import { constant } from '../../graph/value.ts';
import { greater } from './greater.ts';
import { where } from './where.ts';
import { binary } from './binary.ts';

/** The larger of a and b; where they are equal the gradient goes to b. */
export const maximum = binary({
  name: 'maximum',
  onnx: 'Max',
  accepts: ['float32'],
  evaluate: Math.max,
  vjp: (cotangent, a, b) => {
    const first = greater(a, b);
    return [where(first, cotangent, constant(0)), where(first, constant(0), cotangent)];
  },
  // Even multiples of 1/8 against odd ones: either side wins, and never by less than 1/8.
  draw(draw, shape, side) {
    const x = draw.real(shape);
    x.data.forEach((value, i) => (x.data[i] = (2 * Math.round(4 * value) + side) / 8));
    return x;
  },
});
