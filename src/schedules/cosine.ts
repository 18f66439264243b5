import type { Schedule } from './schedule.ts';
import { OptionError } from '../util/errors.ts';

export interface CosineOptions {
  /** Share of all steps over which the rate first rises linearly, in [0, 1). Default 0. */
  readonly warmup?: number;
  /** Factor at the end, in [0, 1]. Default 0. */
  readonly finalFactor?: number;
}

/**
 * A linear rise, then half a cosine down.
 *
 *     factor(t) = (t + 1) / W                                       for t < W = warmup · T
 *     factor(t) = f + (1 − f) · (1 + cos(π (t − W) / (T − W))) / 2    after
 *
 * @throws {OptionError} `warmup` outside [0, 1) or `finalFactor` outside [0, 1].
 * @example cosine({ warmup: 0.1 })
 * @see Loshchilov and Hutter 2017, arXiv:1608.03983.
 */
export function cosine({ warmup = 0, finalFactor = 0 }: CosineOptions = {}): Schedule {
  if (!(warmup >= 0 && warmup < 1))
    throw new OptionError(`cosine: warmup must be in [0, 1). Received warmup=${warmup}.`);
  if (!(finalFactor >= 0 && finalFactor <= 1))
    throw new OptionError(`cosine: finalFactor must be in [0, 1]. Received finalFactor=${finalFactor}.`);
  return Object.freeze({
    name: 'cosine',
    options: Object.freeze({ warmup, finalFactor }),
    factor(step, totalSteps) {
      const rise = warmup * totalSteps;
      if (step < rise) return Math.min(1, (step + 1) / rise);
      const progress = Math.min(1, (step - rise) / Math.max(1, totalSteps - rise));
      return finalFactor + ((1 - finalFactor) * (1 + Math.cos(Math.PI * progress))) / 2;
    },
  } satisfies Schedule);
}
