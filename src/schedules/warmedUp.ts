// shared within this room
import { OptionError } from '../util/errors.ts';

export interface WarmupOptions {
  /** Share of all steps over which the rate first rises linearly, in [0, 1). Default 0. */
  readonly warmup?: number;
}

/** Checks a share of all steps for warming up. @throws {OptionError} outside [0, 1). */
export function checkedWarmup(schedule: string, warmup: number): void {
  if (!(warmup >= 0 && warmup < 1))
    throw new OptionError(`${schedule}: warmup must be in [0, 1). Received warmup=${warmup}.`);
}

/** Checks a factor. @throws {OptionError} outside [0, 1]. */
export function checkedFactor(schedule: string, name: string, value: number): void {
  if (!(value >= 0 && value <= 1))
    throw new OptionError(`${schedule}: ${name} must be in [0, 1]. Received ${name}=${value}.`);
}

/**
 * A linear rise, then what `after` says of the share of the remaining steps that is past, from 0 to 1.
 *
 *     factor(t) = (t + 1) / W  for t < W = warmup · T,   after((t − W) / (T − W)) from then on
 */
export function warmedUp(
  step: number,
  totalSteps: number,
  warmup: number,
  after: (progress: number) => number,
): number {
  const rise = warmup * totalSteps;
  if (step < rise) return Math.min(1, (step + 1) / rise);
  return after(Math.min(1, (step - rise) / Math.max(1, totalSteps - rise)));
}
