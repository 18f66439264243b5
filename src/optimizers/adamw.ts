import { adam, type AdamOptions } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { OptionError } from '../util/errors.ts';

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
 *
 * @throws {OptionError} `weightDecay` below 0, or a beta outside [0, 1).
 * @example adamw({ weightDecay: 0.05 })
 * @see Loshchilov and Hutter 2019, arXiv:1711.05101.
 */
export function adamw({ weightDecay = 0.01, ...options }: AdamwOptions = {}): Optimizer {
  if (!(weightDecay >= 0 && Number.isFinite(weightDecay)))
    throw new OptionError(`adamw: weightDecay must be 0 or more. Received weightDecay=${weightDecay}.`);
  const inner = adam(options);
  return Object.freeze({
    ...inner,
    name: 'adamw',
    options: Object.freeze({ ...inner.options, weightDecay }),
    step(state) {
      const { parameter, learningRate, decays } = state;
      if (!decays || weightDecay === 0) return inner.step(state);
      const kept = sub(1, mul(learningRate, weightDecay));
      return inner.step({ ...state, parameter: mul(parameter, kept) });
    },
  } satisfies Optimizer);
}
