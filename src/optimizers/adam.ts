import { chain } from './chain.ts';
import type { Optimizer } from './optimizer.ts';
import { scaleByAdam } from './transforms/scaleByAdam.ts';
import { scaleByLearningRate } from './transforms/scaleByLearningRate.ts';
import { checkedPositive, checkedShare } from './transforms/transform.ts';

export interface AdamOptions {
  /** Share of the mean gradient that stays, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Share of the mean squared gradient that stays, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
}

/** Options of Adam, complete and checked in the name of an optimizer. @throws {OptionError} */
export function adamOptions(owner: string, options: AdamOptions): Required<AdamOptions> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  checkedShare(owner, 'beta1', beta1);
  checkedShare(owner, 'beta2', beta2);
  checkedPositive(owner, 'epsilon', epsilon);
  return { beta1, beta2, epsilon };
}

/**
 * Adam: steps scaled by running moments of the gradient.
 *
 *     m ← β₁m + (1 − β₁)g,   v ← β₂v + (1 − β₂)g²
 *     w ← w − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 *
 * The chain: scaleByAdam, scaleByLearningRate.
 *
 * @throws {OptionError} a beta outside [0, 1), or `epsilon` not above 0.
 * @example adam({ beta2: 0.99 })
 * @see Kingma and Ba 2015, arXiv:1412.6980.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const checked = adamOptions('adam', options);
  return chain({
    name: 'adam',
    options: checked,
    transforms: [scaleByAdam(checked), scaleByLearningRate()],
  });
}
