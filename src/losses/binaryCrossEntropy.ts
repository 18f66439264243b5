import type { Loss } from './loss.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { add } from '../ops/elementwise/add.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { exp } from '../ops/elementwise/exp.ts';
import { log } from '../ops/elementwise/log.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { neg } from '../ops/elementwise/neg.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { sigmoid } from '../ops/elementwise/sigmoid.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { concat } from '../ops/movement/concat.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { reduceMean } from '../ops/reduce/reduceMean.ts';
import { OptionError } from '../util/errors.ts';
import { staticDim } from '../util/shape.ts';

/**
 * Cross entropy of one logistic output, for two classes, in a form that does not overflow.
 *
 *     loss = 1/N Σₙ max(z, 0) − z·y + log(1 + e^(−|z|))
 *
 * Shapes: outputs z [N, 1], targets y int32 [N], 0 or 1 → scalar. Predictions: [N, 2], for class 0 and class 1.
 *
 * @throws {OptionError} from `outputs`: another number of classes than two.
 */
export const binaryCrossEntropy: Loss = Object.freeze({
  name: 'binaryCrossEntropy',
  outputs(classes) {
    if (classes !== 2)
      throw new OptionError(
        `binaryCrossEntropy: needs two classes. Received ${classes}. Use crossEntropy for more.`,
      );
    return 1;
  },
  targetType: 'int32',
  apply(outputs, targets) {
    const batch = staticDim(outputs.shape, 0, 'binaryCrossEntropy');
    const y = reshape(cast(targets, 'float32'), [batch, 1]);
    const stable = log(add(exp(neg(abs(outputs))), 1));
    return reduceMean(add(sub(relu(outputs), mul(outputs, y)), stable));
  },
  predict(outputs) {
    const probability = sigmoid(outputs);
    return concat([sub(1, probability), probability], 1);
  },
} satisfies Loss);
