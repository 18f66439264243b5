import { adamOptions, type AdamOptions } from './adam.ts';
import { chain } from './chain.ts';
import type { Optimizer } from './optimizer.ts';
import { decoupledDecay } from './transforms/decoupledDecay.ts';
import { scaleByAdam } from './transforms/scaleByAdam.ts';
import { scaleByLearningRate } from './transforms/scaleByLearningRate.ts';
import { checkedNotNegative } from './transforms/transform.ts';

export interface AdamwOptions extends AdamOptions {
  /** Share of a weight taken off at each step, times the learning rate. Default 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay: weights shrink by η · weightDecay a step, apart from the gradient.
 *
 *     w ← w − η · weightDecay · w, then as `adam`
 *
 * Only weights that multiply inputs decay; biases and scales do not (PyTorch decays all it is given).
 * The chain: scaleByAdam, decoupledDecay, scaleByLearningRate.
 *
 * @throws {OptionError} `weightDecay` below 0, a beta outside [0, 1), or `epsilon` not above 0.
 * @example adamw({ weightDecay: 0.05 })
 * @see Loshchilov and Hutter 2019, arXiv:1711.05101.
 */
export function adamw({ weightDecay = 0.01, ...options }: AdamwOptions = {}): Optimizer {
  checkedNotNegative('adamw', 'weightDecay', weightDecay);
  const checked = adamOptions('adamw', options);
  return chain({
    name: 'adamw',
    options: { ...checked, weightDecay },
    transforms: [scaleByAdam(checked), decoupledDecay({ weightDecay }), scaleByLearningRate()],
  });
}
