import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { reduceSum } from '../reduce/reduceSum.ts';
import { rowwise } from './rowwise.ts';

/** e^x over the last axis, divided by its sum. Shapes: [..., classes] → the same. */
export const softmax = rowwise({
  name: 'softmax',
  onnx: 'Softmax',
  evaluate(row) {
    const top = Math.max(...row);
    const powers = row.map((x) => Math.exp(x - top));
    const total = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / total);
  },
  vjp(cotangent, y) {
    const scaled = mul(cotangent, y);
    return sub(scaled, mul(y, reduceSum(scaled, [-1], { keepDims: true })));
  },
});
