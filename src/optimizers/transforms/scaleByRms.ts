import { checkedPositive, checkedShare, discounted, type Transform } from './transform.ts';
import { constant } from '../../graph/value.ts';
import { add } from '../../ops/elementwise/add.ts';
import { div } from '../../ops/elementwise/div.ts';
import { maximum } from '../../ops/elementwise/maximum.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sqrt } from '../../ops/elementwise/sqrt.ts';
import { sub } from '../../ops/elementwise/sub.ts';

export interface ScaleByRmsOptions {
  /** Share of the mean squared update that stays, in [0, 1). Default 0.9. */
  readonly rho?: number;
  /** Added to the root. Default 1e-8. */
  readonly epsilon?: number;
  /** Whether the squared mean is taken off, so that the root is a standard deviation. Default false. */
  readonly centered?: boolean;
}

/**
 * The update over the root of its running mean square.
 *
 *     v ← ρv + (1 − ρ)u²
 *     u ← u / (√v + ε)          (centered: √(v − m²) with m ← ρm + (1 − ρ)u)
 *
 * Kept are discounted sums V of u² and M of u: √v + ε = √(1 − ρ) · (√V + ε / √(1 − ρ)), the first factor a scalar.
 * The variance v − m² is held at 0 from below, where rounding would make it negative.
 *
 * @throws {OptionError} `rho` outside [0, 1), or `epsilon` not above 0.
 * @example scaleByRms({ rho: 0.99 })
 * @see Tieleman and Hinton 2012, Coursera lecture 6.5; Graves 2013, arXiv:1308.0850, for the centered form.
 */
export function scaleByRms(options: ScaleByRmsOptions = {}): Transform {
  const { rho = 0.9, epsilon = 1e-8, centered = false } = options;
  checkedShare('scaleByRms', 'rho', rho);
  checkedPositive('scaleByRms', 'epsilon', epsilon);
  const root = Math.sqrt(1 - rho);
  return Object.freeze({
    name: 'scaleByRms',
    options: Object.freeze({ rho, epsilon, centered }),
    slots: ['squareSum', ...(centered ? ['gradientSum'] : [])],
    scalars: {},
    elementwise: true,
    prepare: () => ({ pending: { factor: constant(1 / root) } }),
    apply({ update, slots }) {
      const squareSum = discounted(slots.squareSum!, rho, mul(update, update));
      const gradientSum = centered && discounted(slots.gradientSum!, rho, update);
      const spread = gradientSum
        ? maximum(sub(squareSum, mul(mul(gradientSum, gradientSum), 1 - rho)), 0)
        : squareSum;
      return {
        update: div(update, add(sqrt(spread), epsilon / root)),
        slots: { squareSum, ...(gradientSum && { gradientSum }) },
      };
    },
  } satisfies Transform);
}
