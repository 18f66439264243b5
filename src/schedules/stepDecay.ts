import type { Schedule } from './schedule.ts';
import { checkedWarmup, warmedUp, type WarmupOptions } from './warmedUp.ts';
import { OptionError } from '../util/errors.ts';

export interface StepDecayOptions extends WarmupOptions {
  /** Share of the steps after the warm-up between two falls, in (0, 1]. Default 0.3. */
  readonly every?: number;
  /** What the rate is multiplied by at a fall, in (0, 1]. Default 0.1. */
  readonly gamma?: number;
}

/**
 * A linear rise, then stairs down.
 *
 *     factor(t) = gamma^⌊p / every⌋,   p = (t − W) / (T − W),   W = warmup · T
 *
 * Departs from PyTorch's `StepLR`, whose `step_size` is a number of epochs: a share keeps its shape in a shorter training.
 *
 * @throws {OptionError} an option outside its range.
 * @example stepDecay({ every: 0.25, gamma: 0.5 })
 * @see PyTorch, `StepLR`; He et al. 2016, section 3.4, divides by 10 when the error rests.
 */
export function stepDecay({ every = 0.3, gamma = 0.1, warmup = 0 }: StepDecayOptions = {}): Schedule {
  if (!(every > 0 && every <= 1))
    throw new OptionError(
      `stepDecay: every must be in (0, 1], a share of all steps. Received every=${every}.` +
        (every > 1 ? ' For falls after so many epochs, divide by the number of epochs.' : ''),
    );
  if (!(gamma > 0 && gamma <= 1))
    throw new OptionError(
      `stepDecay: gamma must be in (0, 1]. Received gamma=${gamma}.` +
        (gamma > 1 ? ` Did you mean ${1 / gamma}?` : ''),
    );
  checkedWarmup('stepDecay', warmup);
  return Object.freeze({
    name: 'stepDecay',
    options: Object.freeze({ every, gamma, warmup }),
    // A little over, so that 0.3 / 0.1 is 3.
    factor: (step, totalSteps) =>
      warmedUp(step, totalSteps, warmup, (progress) => gamma ** Math.floor(progress / every + 1e-9)),
  } satisfies Schedule);
}
