import type { Averaging } from './averaging.ts';
import { OptionError } from '../util/errors.ts';

export interface SwaOptions {
  /** Share of the epochs after which averaging begins, in [0, 1). Default 0.75. The last epoch always counts. */
  readonly startFraction?: number;
}

/**
 * Stochastic weight averaging: the plain mean of the weights at the ends of the last epochs.
 *
 *     ā = 1/n Σ wₑ,   e = ⌈startFraction · epochs⌉ … epochs
 *
 * Until it begins, the weights are those of the training.
 *
 * @throws {OptionError} `startFraction` outside [0, 1).
 * @example recipe({ architecture: { name: 'mlp', size: 64 }, averaging: { name: 'swa', startFraction: 0.5 } })
 * @see Izmailov et al. 2018, arXiv:1803.05407.
 */
export function swa({ startFraction = 0.75 }: SwaOptions = {}): Averaging {
  if (!(startFraction >= 0 && startFraction < 1))
    throw new OptionError(`swa: startFraction must be in [0, 1). Received startFraction=${startFraction}.`);
  return Object.freeze({
    name: 'swa',
    options: Object.freeze({ startFraction }),
    perEpoch: {
      takes: (epoch, epochs) => epoch >= Math.ceil(startFraction * epochs),
      share: (count) => 1 / (count + 1),
    },
  } satisfies Averaging);
}
