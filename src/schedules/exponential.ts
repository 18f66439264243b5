import type { Schedule } from './schedule.ts';
import { checkedWarmup, warmedUp, type WarmupOptions } from './warmedUp.ts';
import { OptionError } from '../util/errors.ts';

export interface ExponentialOptions extends WarmupOptions {
  /** Factor at the end, in (0, 1]. Default 0.01. */
  readonly finalFactor?: number;
}

/**
 * A linear rise, then a fall by the same share at each step.
 *
 *     factor(t) = f^((t − W) / (T − W)),   W = warmup · T
 *
 * Departs from PyTorch's `ExponentialLR`, which takes the share a step, γ = f^(1/(T − W)): here a shorter training ends
 * at the same rate.
 *
 * @throws {OptionError} an option outside its range.
 * @example exponential({ finalFactor: 0.001 })
 * @see PyTorch, `ExponentialLR`.
 */
export function exponential({ finalFactor = 0.01, warmup = 0 }: ExponentialOptions = {}): Schedule {
  if (!(finalFactor > 0 && finalFactor <= 1))
    throw new OptionError(
      `exponential: finalFactor must be in (0, 1]. Received finalFactor=${finalFactor}.` +
        (finalFactor === 0 ? ' Take a small one, such as 0.001, or the schedule polynomial.' : ''),
    );
  checkedWarmup('exponential', warmup);
  return Object.freeze({
    name: 'exponential',
    options: Object.freeze({ finalFactor, warmup }),
    factor: (step, totalSteps) => warmedUp(step, totalSteps, warmup, (progress) => finalFactor ** progress),
  } satisfies Schedule);
}
