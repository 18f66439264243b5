import { chain } from './chain.ts';
import type { Optimizer } from './optimizer.ts';
import { momentum as trace } from './transforms/momentum.ts';
import { scaleByLearningRate } from './transforms/scaleByLearningRate.ts';
import { scaleByRms, type ScaleByRmsOptions } from './transforms/scaleByRms.ts';
import { checkedPositive, checkedShare } from './transforms/transform.ts';

export interface RmspropOptions extends ScaleByRmsOptions {
  /** Share of the last velocity that stays, in [0, 1). Default 0. */
  readonly momentum?: number;
}

/**
 * Gradient descent with each gradient divided by the root of its running mean square.
 *
 *     v ← ρv + (1 − ρ)g²
 *     w ← w − η · g / (√v + ε)          (centered: √(v − m²) with m ← ρm + (1 − ρ)g)
 *
 * With momentum the quotient enters a velocity as in `sgd`.
 * The chain: scaleByRms, momentum where there is one, scaleByLearningRate.
 *
 * Departs from PyTorch: `rho` (its `alpha`) is 0.9 by default, as in Keras, not 0.99.
 *
 * @throws {OptionError} `rho` or `momentum` outside [0, 1), or `epsilon` not above 0.
 * @example rmsprop({ rho: 0.99, momentum: 0.9 })
 * @see Tieleman and Hinton 2012, Coursera lecture 6.5.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const { rho = 0.9, momentum = 0, epsilon = 1e-8, centered = false } = options;
  checkedShare('rmsprop', 'rho', rho);
  checkedShare('rmsprop', 'momentum', momentum);
  checkedPositive('rmsprop', 'epsilon', epsilon);
  return chain({
    name: 'rmsprop',
    options: { rho, momentum, epsilon, centered },
    transforms: [
      scaleByRms({ rho, epsilon, centered }),
      ...(momentum > 0 ? [trace({ decay: momentum })] : []),
      scaleByLearningRate(),
    ],
  });
}
