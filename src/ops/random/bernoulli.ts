import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { greater } from '../elementwise/greater.ts';
import { randomBits } from './randomBits.ts';

/**
 * Truth values that hold with `probability` in (0, 1), to 2⁻³² exactly, redrawn with each key.
 *
 * @param key uint32 scalar that stands for seed and step. @param salt Tells this place from others.
 */
export function bernoulli(key: Value, shape: readonly number[], salt: number, probability: number): Value {
  const threshold = Math.min(0xffffffff, Math.round(probability * 0x100000000));
  return greater(constant(threshold, [], 'uint32'), randomBits(key, shape, salt));
}
