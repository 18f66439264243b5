import type { Averaging } from './averaging.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { OptionError } from '../util/errors.ts';

export interface EmaOptions {
  /** Share of the average that stays at a step, in [0, 1). Default 0.999: about the last 1,000 steps. */
  readonly decay?: number;
}

/**
 * Exponential moving average of the weights, after each step, inside the training program.
 *
 *     ā_t = (1 − d) Σ dᵗ⁻ⁱ wᵢ / (1 − dᵗ),   i = 1 … t
 *
 * The division corrects the bias, as in Adam, so that an early average is the mean of the steps there were, and the
 * first weights of all, which are random, are not in it.
 *
 * @throws {OptionError} `decay` outside [0, 1).
 * @example recipe({ architecture: { name: 'mlp', size: 64 }, averaging: { name: 'ema', decay: 0.99 } })
 * Departs from PyTorch's `get_ema_avg_fn`, which begins at the weights of the first step and lets them fade by d a step.
 * @see Polyak and Juditsky 1992; Kingma and Ba 2015, arXiv:1412.6980, section 7.2.
 */
export function ema({ decay = 0.999 }: EmaOptions = {}): Averaging {
  if (!(decay >= 0 && decay < 1))
    throw new OptionError(`ema: decay must be in [0, 1). Received decay=${decay}.`);
  return Object.freeze({
    name: 'ema',
    options: Object.freeze({ decay }),
    perStep: {
      // 1 − dᵗ, carried: exact to resume, and free of the cancellation it suffers in float32.
      scalars: { averageCorrection: 0 },
      advance: ({ averageCorrection }) => ({
        averageCorrection: add(mul(averageCorrection!, decay), 1 - decay),
      }),
      share: ({ averageCorrection }) => div(1 - decay, averageCorrection!),
    },
  } satisfies Averaging);
}
