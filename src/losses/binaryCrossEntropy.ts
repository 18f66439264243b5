import { classTargets } from './classTargets.ts';
import type { Loss } from './loss.ts';
import type { Value } from '../graph/types.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { exp } from '../ops/elementwise/exp.ts';
import { log } from '../ops/elementwise/log.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { neg } from '../ops/elementwise/neg.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { sigmoid } from '../ops/elementwise/sigmoid.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { concat } from '../ops/movement/concat.ts';
import { split } from '../ops/movement/split.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import { OptionError } from '../util/errors.ts';
import { staticDim } from '../util/shape.ts';

/**
 * Cross entropy of one logistic output, for two classes, in a form that does not overflow.
 *
 *     loss = 1/N Σₙ max(z, 0) − z·y + log(1 + e^(−|z|))
 *
 * Shapes: outputs z [N, 1], targets y int32 [N], 0 or 1, or soft labels float32 [N, 2] → scalar. Predictions: [N, 2],
 * for class 0 and class 1.
 *
 * With options it is what `crossEntropy` makes of the outputs (0, z): smoothing towards 1/2, a weighted mean.
 *
 * @param options.labelSmoothing Share of each target spread over both classes, in [0, 1). Default 0.
 * @param options.classWeights Two factors of 0 or more. Default 1 for both.
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
  apply(outputs, targets, options = {}) {
    const batch = staticDim(outputs.shape, 0, 'binaryCrossEntropy');
    const { shares, total } = classTargets('binaryCrossEntropy', targets, batch, 2, options);
    // −log of the probability of class 0, log(1 + eᶻ); that of class 1 is less by z.
    const surprise = add(relu(outputs), log(add(exp(neg(abs(outputs))), 1)));
    const [first, second] = split(shares, 2, 1) as [Value, Value];
    const sum = reduceSum(sub(mul(add(first, second), surprise), mul(second, outputs)));
    return typeof total === 'number' ? mul(sum, 1 / total) : div(sum, total);
  },
  predict(outputs) {
    const probability = sigmoid(outputs);
    return concat([sub(1, probability), probability], 1);
  },
} satisfies Loss);
