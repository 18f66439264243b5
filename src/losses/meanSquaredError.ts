import { refuseClassOptions } from './classTargets.ts';
import type { Loss } from './loss.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { reduceMean } from '../ops/reduce/reduceMean.ts';
import { staticDim } from '../util/shape.ts';

/**
 * Mean squared error: 1/N Σₙ (outputs[n] − targets[n])². Shapes: outputs [N, 1], targets float32 [N] → scalar.
 *
 * @throws {OptionError} an option that is for classes.
 */
export const meanSquaredError: Loss = Object.freeze({
  name: 'meanSquaredError',
  outputs: () => 1,
  targetType: 'float32',
  apply(outputs, targets, options = {}) {
    refuseClassOptions('meanSquaredError', options);
    const batch = staticDim(outputs.shape, 0, 'meanSquaredError');
    const error = sub(outputs, reshape(targets, [batch, 1]));
    return reduceMean(mul(error, error));
  },
  predict: (outputs) => outputs,
} satisfies Loss);
