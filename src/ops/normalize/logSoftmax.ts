import { exp } from '../elementwise/exp.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { reduceSum } from '../reduce/reduceSum.ts';
import { rowwise } from './rowwise.ts';

/** Logarithm of the softmax over the last axis, without forming the softmax. Shapes: [..., classes] → the same. */
export const logSoftmax = rowwise({
  name: 'logSoftmax',
  onnx: 'LogSoftmax',
  evaluate(row) {
    const top = Math.max(...row);
    const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
    return row.map((x) => x - top - total);
  },
  vjp: (cotangent, y) => sub(cotangent, mul(exp(y), reduceSum(cotangent, [-1], { keepDims: true }))),
});
