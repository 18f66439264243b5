import type { Schedule } from './schedule.ts';
import { checkedFactor, checkedWarmup, warmedUp, type WarmupOptions } from './warmedUp.ts';
import { OptionError } from '../util/errors.ts';

export interface PolynomialOptions extends WarmupOptions {
  /** Exponent of the fall, above 0. Default 1: a straight line. */
  readonly power?: number;
  /** Factor at the end, in [0, 1]. Default 0. */
  readonly finalFactor?: number;
}

/**
 * A linear rise, then a fall by a power of what is left; a straight line by default.
 *
 *     factor(t) = f + (1 − f) · (1 − (t − W) / (T − W))^power,   W = warmup · T
 *
 * @throws {OptionError} an option outside its range.
 * @example polynomial({ power: 2, warmup: 0.1 })
 * @see PyTorch, `PolynomialLR`; optax, `polynomial_schedule`.
 */
export function polynomial({ power = 1, finalFactor = 0, warmup = 0 }: PolynomialOptions = {}): Schedule {
  if (!(power > 0 && Number.isFinite(power)))
    throw new OptionError(`polynomial: power must be above 0. Received power=${power}.`);
  checkedFactor('polynomial', 'finalFactor', finalFactor);
  checkedWarmup('polynomial', warmup);
  return Object.freeze({
    name: 'polynomial',
    options: Object.freeze({ power, finalFactor, warmup }),
    factor: (step, totalSteps) =>
      warmedUp(
        step,
        totalSteps,
        warmup,
        (progress) => finalFactor + (1 - finalFactor) * (1 - progress) ** power,
      ),
  } satisfies Schedule);
}
