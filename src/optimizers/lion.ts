import { chain } from './chain.ts';
import type { Optimizer } from './optimizer.ts';
import { decoupledDecay } from './transforms/decoupledDecay.ts';
import { scaleByLearningRate } from './transforms/scaleByLearningRate.ts';
import { scaleByLion, type ScaleByLionOptions } from './transforms/scaleByLion.ts';
import { checkedNotNegative, checkedShare } from './transforms/transform.ts';

export interface LionOptions extends ScaleByLionOptions {
  /** Share of a weight taken off at each step, times the learning rate. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Lion: every weight moves by the learning rate, in the direction on which gradient and momentum agree.
 *
 *     w ← w − η · (sign(β₁m + (1 − β₁)g) + weightDecay · w)
 *     m ← β₂m + (1 − β₂)g
 *
 * Its steps are longer than Adam's: the authors take a learning rate 3 to 10 times smaller and a decay as much larger.
 * The chain: scaleByLion, decoupledDecay, scaleByLearningRate. Only weights that multiply inputs decay.
 *
 * @throws {OptionError} a beta outside [0, 1), or `weightDecay` below 0.
 * @example lion({ weightDecay: 0.1 })
 * @see Chen et al. 2023, "Symbolic discovery of optimization algorithms", arXiv:2302.06675.
 */
export function lion({ beta1 = 0.9, beta2 = 0.99, weightDecay = 0 }: LionOptions = {}): Optimizer {
  checkedShare('lion', 'beta1', beta1);
  checkedShare('lion', 'beta2', beta2);
  checkedNotNegative('lion', 'weightDecay', weightDecay);
  return chain({
    name: 'lion',
    options: { beta1, beta2, weightDecay },
    transforms: [scaleByLion({ beta1, beta2 }), decoupledDecay({ weightDecay }), scaleByLearningRate()],
  });
}
