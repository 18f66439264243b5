import { refuseClassOptions } from './classTargets.ts';
import type { Loss, LossOptions } from './loss.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { minimum } from '../ops/elementwise/minimum.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { reduceMean } from '../ops/reduce/reduceMean.ts';
import { OptionError } from '../util/errors.ts';
import { staticDim } from '../util/shape.ts';

/**
 * Huber loss: squared for small errors, linear for large ones, so that outliers pull less.
 *
 *     loss = 1/N Σₙ h(outputs[n] − targets[n]),   h(e) = e²/2 for |e| ≤ δ, else δ·(|e| − δ/2)
 *
 * Shapes: outputs [N, 1], targets float32 [N] → scalar. In a recipe the targets are in standard units, and so is δ.
 *
 * @param options.delta δ, in units of the targets, above 0. Default 1.
 * @throws {OptionError} `delta` not above 0, or an option that is for classes.
 * @example huber.apply(outputs, targets, { delta: 0.5 })
 * @see Huber 1964, Annals of Mathematical Statistics 35:73-101; numbers as PyTorch's HuberLoss.
 */
export const huber: Loss = Object.freeze({
  name: 'huber',
  outputs: () => 1,
  targetType: 'float32',
  defaults: Object.freeze({ delta: 1 }),
  check,
  apply(outputs, targets, { delta = 1, ...options } = {}) {
    refuseClassOptions('huber', options);
    check({ delta });
    const batch = staticDim(outputs.shape, 0, 'huber');
    const error = abs(sub(outputs, reshape(targets, [batch, 1])));
    // m·(|e| − m/2) with m = min(|e|, δ) is both branches at once, and its slope is continuous.
    const near = minimum(error, delta);
    return reduceMean(mul(near, sub(error, mul(near, 0.5))));
  },
  predict: (outputs) => outputs,
} satisfies Loss);

function check({ delta }: LossOptions): void {
  if (!(delta! > 0 && Number.isFinite(delta)))
    throw new OptionError(`huber: delta must be above 0. Received delta=${delta}.`);
}
