import { checkedPositive, type Transform } from './transform.ts';
import { add } from '../../ops/elementwise/add.ts';
import { div } from '../../ops/elementwise/div.ts';
import { minimum } from '../../ops/elementwise/minimum.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { globalNorm } from '../../ops/globalNorm.ts';

export interface ClipByNormOptions {
  /** Largest Euclidean norm of all gradients together. Default 1. */
  readonly maxNorm?: number;
}

/**
 * All gradients scaled alike, so that their norm together is at most `maxNorm`; the direction stays.
 *
 *     g ← g · min(1, maxNorm / (‖g‖ + 1e-6)),   ‖g‖ over the elements of all parameters
 *
 * It measures the gradients themselves, so it stands at the head of a chain.
 *
 * @throws {OptionError} `maxNorm` not above 0.
 * @example clipByNorm({ maxNorm: 5 })
 * @see Pascanu et al. 2013, ICML; PyTorch, `clip_grad_norm_`.
 */
export function clipByNorm({ maxNorm = 1 }: ClipByNormOptions = {}): Transform {
  checkedPositive('clipByNorm', 'maxNorm', maxNorm);
  return Object.freeze({
    name: 'clipByNorm',
    options: Object.freeze({ maxNorm }),
    slots: [],
    scalars: {},
    elementwise: false,
    prepare({ gradients, pending: { factor } }) {
      const measured = globalNorm(gradients);
      const norm = factor ? mul(measured, factor) : measured;
      const clip = minimum(div(maxNorm, add(norm, 1e-6)), 1);
      return { pending: { factor: factor ? mul(factor, clip) : clip } };
    },
  } satisfies Transform);
}
