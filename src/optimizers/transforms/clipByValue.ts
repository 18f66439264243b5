import { checkedPositive, type Transform } from './transform.ts';
import { maximum } from '../../ops/elementwise/maximum.ts';
import { minimum } from '../../ops/elementwise/minimum.ts';

export interface ClipByValueOptions {
  /** Largest magnitude of an element. Default 1. */
  readonly maxValue?: number;
}

/**
 * Each element of the update cut off at ±`maxValue`.
 *
 *     u ← max(−maxValue, min(maxValue, u))
 *
 * @throws {OptionError} `maxValue` not above 0.
 * @example clipByValue({ maxValue: 0.5 })
 * @see PyTorch, `clip_grad_value_`; optax, `clip`.
 */
export function clipByValue({ maxValue = 1 }: ClipByValueOptions = {}): Transform {
  checkedPositive('clipByValue', 'maxValue', maxValue);
  return Object.freeze({
    name: 'clipByValue',
    options: Object.freeze({ maxValue }),
    slots: [],
    scalars: {},
    elementwise: true,
    apply: ({ update }) => ({ update: maximum(minimum(update, maxValue), -maxValue), slots: {} }),
  } satisfies Transform);
}
