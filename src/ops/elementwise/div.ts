import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { binary } from './binary.ts';

/** a / b. */
export const div = binary({
  name: 'div',
  onnx: 'Div',
  accepts: ['float32'],
  evaluate: (a, b) => a / b,
  vjp: (cotangent, _, b, y) => {
    const scaled = div(cotangent, b);
    return [scaled, neg(mul(scaled, y))];
  },
  draw: (draw, shape, side) => draw.real(shape, side === 1 ? 0.5 : -2, 2),
});
