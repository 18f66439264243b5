import type { Schedule } from './schedule.ts';
import { OptionError } from '../util/errors.ts';

export interface OneCycleOptions {
  /** Share of all steps over which the rate rises, in (0, 1). Default 0.3. */
  readonly pctStart?: number;
  /** The first rate is the recipe's over this, 1 or more. Default 25. */
  readonly divFactor?: number;
  /** The last rate is the first over this, 1 or more. Default 10000. */
  readonly finalDivFactor?: number;
}

/**
 * One cycle: half a cosine up from a small rate to the recipe's, then half a cosine down to a far smaller one.
 *
 *     c(a, b, p) = b + (a − b) · (1 + cos(πp)) / 2
 *     factor(t) = c(1/d, 1, t / R)                        for t ≤ R = pctStart · T − 1
 *     factor(t) = c(1, 1/(d·D), (t − R) / (T − 1 − R))      after
 *
 * Departs from its source: momentum stays (PyTorch's `OneCycleLR` moves it against the rate by default).
 *
 * @throws {OptionError} an option outside its range.
 * @example oneCycle({ pctStart: 0.2 })
 * @see Smith and Topin 2018, arXiv:1708.07120; PyTorch, `OneCycleLR`.
 */
export function oneCycle(options: OneCycleOptions = {}): Schedule {
  const { pctStart = 0.3, divFactor = 25, finalDivFactor = 10_000 } = options;
  if (!(pctStart > 0 && pctStart < 1))
    throw new OptionError(
      `oneCycle: pctStart must be in (0, 1). Received pctStart=${pctStart}.` +
        (pctStart > 1 && pctStart < 100 ? ` Did you mean ${pctStart / 100}?` : ''),
    );
  for (const [name, value] of Object.entries({ divFactor, finalDivFactor }))
    if (!(value >= 1 && Number.isFinite(value)))
      throw new OptionError(`oneCycle: ${name} must be 1 or more. Received ${name}=${value}.`);
  const between = (from: number, to: number, progress: number) =>
    to + ((from - to) * (1 + Math.cos(Math.PI * progress))) / 2;
  return Object.freeze({
    name: 'oneCycle',
    options: Object.freeze({ pctStart, divFactor, finalDivFactor }),
    factor(step, totalSteps) {
      const rise = pctStart * totalSteps - 1;
      // Where the rise has no length, its only step is its end.
      if (step <= rise) return between(1 / divFactor, 1, rise > 0 ? step / rise : 1);
      const progress = Math.min(1, (step - rise) / (totalSteps - 1 - rise));
      return between(1, 1 / (divFactor * finalDivFactor), progress);
    },
  } satisfies Schedule);
}
