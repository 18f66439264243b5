import type { Schedule } from './schedule.ts';
import { checkedFactor, checkedWarmup, warmedUp, type WarmupOptions } from './warmedUp.ts';

export interface CosineOptions extends WarmupOptions {
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
  checkedWarmup('cosine', warmup);
  checkedFactor('cosine', 'finalFactor', finalFactor);
  return Object.freeze({
    name: 'cosine',
    options: Object.freeze({ warmup, finalFactor }),
    factor: (step, totalSteps) =>
      warmedUp(
        step,
        totalSteps,
        warmup,
        (progress) => finalFactor + ((1 - finalFactor) * (1 + Math.cos(Math.PI * progress))) / 2,
      ),
  } satisfies Schedule);
}
