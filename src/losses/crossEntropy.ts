import type { Loss } from './loss.ts';
import { constant } from '../graph/value.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { equal } from '../ops/elementwise/equal.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { logSoftmax } from '../ops/normalize/logSoftmax.ts';
import { softmax } from '../ops/normalize/softmax.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import { staticDim } from '../util/shape.ts';

/**
 * Cross entropy of the softmax: how surprised the network is by the true class, in nats.
 *
 *     loss = −1/N Σₙ log softmax(outputs)[n, targets[n]]
 *
 * Shapes: outputs [N, classes], targets int32 [N] → scalar.
 */
export const crossEntropy: Loss = Object.freeze({
  name: 'crossEntropy',
  outputs: (classes) => classes,
  targetType: 'int32',
  apply(outputs, targets) {
    const batch = staticDim(outputs.shape, 0, 'crossEntropy');
    const classes = staticDim(outputs.shape, 1, 'crossEntropy');
    const indices = constant(
      Array.from({ length: classes }, (_, i) => i),
      [classes],
      'int32',
    );
    const oneHot = cast(equal(reshape(targets, [batch, 1]), indices), 'float32');
    return mul(reduceSum(mul(logSoftmax(outputs), oneHot)), -1 / batch);
  },
  predict: (outputs) => softmax(outputs),
} satisfies Loss);
