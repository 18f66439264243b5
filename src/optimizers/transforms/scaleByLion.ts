import { checkedShare, discounted, type Transform } from './transform.ts';
import { sign } from '../../ops/elementwise/sign.ts';

export interface ScaleByLionOptions {
  /** Share of the momentum in the vote, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Share of the momentum that stays, in [0, 1). Default 0.99. */
  readonly beta2?: number;
}

/**
 * The sign of the update, voted on by its running mean: every element moves by the same length.
 *
 *     u′ ← sign(β₁m + (1 − β₁)u),   m ← β₂m + (1 − β₂)u
 *
 * Kept is the discounted sum M = m / (1 − β₂). A sign does not change with a positive factor, so the vote is
 * sign(β₁(1 − β₂)/(1 − β₁) · M + u).
 *
 * @throws {OptionError} a beta outside [0, 1).
 * @example scaleByLion({ beta2: 0.98 })
 * @see Chen et al. 2023, arXiv:2302.06675.
 */
export function scaleByLion({ beta1 = 0.9, beta2 = 0.99 }: ScaleByLionOptions = {}): Transform {
  checkedShare('scaleByLion', 'beta1', beta1);
  checkedShare('scaleByLion', 'beta2', beta2);
  return Object.freeze({
    name: 'scaleByLion',
    options: Object.freeze({ beta1, beta2 }),
    slots: ['gradientSum'],
    scalars: {},
    elementwise: true,
    apply: ({ update, slots }) => ({
      update: sign(discounted(slots.gradientSum!, (beta1 * (1 - beta2)) / (1 - beta1), update)),
      slots: { gradientSum: discounted(slots.gradientSum!, beta2, update) },
    }),
  } satisfies Transform);
}
