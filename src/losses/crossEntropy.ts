import { classTargets } from './classTargets.ts';
import type { Loss } from './loss.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { neg } from '../ops/elementwise/neg.ts';
import { logSoftmax } from '../ops/normalize/logSoftmax.ts';
import { softmax } from '../ops/normalize/softmax.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import { staticDim } from '../util/shape.ts';

/**
 * Cross entropy of the softmax: how surprised the network is by the true class, in nats.
 *
 *     loss = −1/W Σₙ Σ_c w_c · ((1 − ε)·y[n, c] + ε/classes) · log softmax(outputs)[n, c]
 *
 * y is 1 for the true class and 0 elsewhere, or a soft label; W = Σₙ w[targets[n]] for class indices and N for soft
 * labels. Without options: −1/N Σₙ log softmax(outputs)[n, targets[n]].
 * Shapes: outputs [N, classes], targets int32 [N] or float32 [N, classes] → scalar.
 *
 * @param options.labelSmoothing ε, in [0, 1). Default 0.
 * @param options.classWeights w, one of 0 or more a class. Default 1 for all.
 * @throws {OptionError} an option outside its range. @throws {ShapeError} targets of another type or shape.
 * @example crossEntropy.apply(outputs, targets, { labelSmoothing: 0.1 })
 * @see Szegedy et al. 2016, arXiv:1512.00567 (label smoothing); numbers as PyTorch's CrossEntropyLoss.
 */
export const crossEntropy: Loss = Object.freeze({
  name: 'crossEntropy',
  outputs: (classes) => classes,
  targetType: 'int32',
  apply(outputs, targets, options = {}) {
    const batch = staticDim(outputs.shape, 0, 'crossEntropy');
    const classes = staticDim(outputs.shape, 1, 'crossEntropy');
    const { shares, total } = classTargets('crossEntropy', targets, batch, classes, options);
    const sum = reduceSum(mul(logSoftmax(outputs), shares));
    return typeof total === 'number' ? mul(sum, -1 / total) : div(neg(sum), total);
  },
  predict: (outputs) => softmax(outputs),
} satisfies Loss);
