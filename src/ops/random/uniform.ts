import type { Value } from '../../graph/types.ts';
import { cast } from '../elementwise/cast.ts';
import { mul } from '../elementwise/mul.ts';
import { add } from '../elementwise/add.ts';
import { randomBits } from './randomBits.ts';
import { shiftRight } from './shiftRight.ts';

/**
 * Uniform draws in [low, high). Of 24 bits, so that in [0, 1) they are the same numbers in float32 and float64.
 *
 * @param key uint32 scalar that stands for seed and step. @param salt Tells this place from others.
 */
export function uniform(
  key: Value,
  shape: readonly number[],
  salt: number,
  range: readonly [number, number] = [0, 1],
): Value {
  const unit = mul(cast(shiftRight(randomBits(key, shape, salt), 8), 'float32'), 2 ** -24);
  const [low, high] = range;
  const scaled = high - low === 1 ? unit : mul(unit, high - low);
  return low === 0 ? scaled : add(scaled, low);
}
