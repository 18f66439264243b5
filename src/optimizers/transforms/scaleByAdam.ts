import { checkedPositive, checkedShare, discounted, type Transform } from './transform.ts';
import { add } from '../../ops/elementwise/add.ts';
import { div } from '../../ops/elementwise/div.ts';
import { maximum } from '../../ops/elementwise/maximum.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sqrt } from '../../ops/elementwise/sqrt.ts';

export interface ScaleByAdamOptions {
  /** Share of the mean update that stays, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Share of the mean squared update that stays, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
  /** Whether the largest mean square so far divides, so that steps do not grow again. Default false. */
  readonly amsgrad?: boolean;
}

/**
 * The update as its running mean over the root of its running mean square, both corrected for their start at zero.
 *
 *     m ← β₁m + (1 − β₁)u,   v ← β₂v + (1 − β₂)u²
 *     u ← (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 *
 * Kept are discounted sums M, V of u and u² and discounted counts C₁, C₂ of the steps. A corrected mean is M / C₁, and
 *
 *     u ← (√C₂ / C₁) · M / (√V + ε√C₂)
 *
 * is the same with the corrections on scalars: eight passes over the elements. The counts are exact to resume and free
 * of the cancellation that 1 − βᵗ suffers in float32 at the first steps.
 *
 * @throws {OptionError} a beta outside [0, 1), or `epsilon` not above 0.
 * @example scaleByAdam({ beta2: 0.99 })
 * @see Kingma and Ba 2015, arXiv:1412.6980; Reddi et al. 2018 for amsgrad (in PyTorch's form: the largest v before
 * its correction).
 */
export function scaleByAdam(options: ScaleByAdamOptions = {}): Transform {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, amsgrad = false } = options;
  checkedShare('scaleByAdam', 'beta1', beta1);
  checkedShare('scaleByAdam', 'beta2', beta2);
  checkedPositive('scaleByAdam', 'epsilon', epsilon);
  return Object.freeze({
    name: 'scaleByAdam',
    options: Object.freeze({ beta1, beta2, epsilon, amsgrad }),
    slots: ['gradientSum', 'squareSum', ...(amsgrad ? ['largestSquareSum'] : [])],
    scalars: { gradientCount: 0, squareCount: 0 },
    elementwise: true,
    prepare({ scalars }) {
      const gradientCount = add(mul(scalars.gradientCount!, beta1), 1);
      const squareCount = add(mul(scalars.squareCount!, beta2), 1);
      const root = sqrt(squareCount);
      return {
        scalars: { gradientCount, squareCount },
        shared: { epsilon: mul(root, epsilon) },
        pending: { factor: div(root, gradientCount) },
      };
    },
    apply({ update, slots, shared }) {
      const gradientSum = discounted(slots.gradientSum!, beta1, update);
      const squareSum = discounted(slots.squareSum!, beta2, mul(update, update));
      const largestSquareSum = amsgrad ? maximum(slots.largestSquareSum!, squareSum) : squareSum;
      return {
        update: div(gradientSum, add(sqrt(largestSquareSum), shared.epsilon!)),
        slots: { gradientSum, squareSum, ...(amsgrad && { largestSquareSum }) },
      };
    },
  } satisfies Transform);
}
