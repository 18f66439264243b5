import type { Schedule } from './schedule.ts';
import { checkedWarmup, warmedUp } from './warmedUp.ts';

export interface WarmupConstantOptions {
  /** Share of all steps over which the rate rises linearly, in [0, 1). Default 0.1. */
  readonly warmup?: number;
}

/**
 * A linear rise, then the full rate.
 *
 *     factor(t) = min(1, (t + 1) / (warmup · T))
 *
 * @throws {OptionError} `warmup` outside [0, 1).
 * @example warmupConstant({ warmup: 0.05 })
 * @see Goyal et al. 2017, arXiv:1706.02677; optax, `warmup_constant_schedule`.
 */
export function warmupConstant({ warmup = 0.1 }: WarmupConstantOptions = {}): Schedule {
  checkedWarmup('warmupConstant', warmup);
  return Object.freeze({
    name: 'warmupConstant',
    options: Object.freeze({ warmup }),
    factor: (step, totalSteps) => warmedUp(step, totalSteps, warmup, () => 1),
  } satisfies Schedule);
}
