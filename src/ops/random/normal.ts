import type { Value } from '../../graph/types.ts';
import { cos } from '../elementwise/cos.ts';
import { log } from '../elementwise/log.ts';
import { mul } from '../elementwise/mul.ts';
import { sqrt } from '../elementwise/sqrt.ts';
import { sub } from '../elementwise/sub.ts';
import { uniform } from './uniform.ts';
import { mix32 } from '../../util/random.ts';

/**
 * Standard normal draws by Box and Muller 1958: √(−2 ln u)·cos(2πv). Shapes: the one asked for.
 *
 * @param key uint32 scalar that stands for seed and step. @param salt Tells this place from others.
 */
export function normal(key: Value, shape: readonly number[], salt: number): Value {
  // 1 − u is in (0, 1], so that the logarithm is finite.
  const u = sub(1, uniform(key, shape, salt));
  const v = uniform(key, shape, mix32(salt ^ 0x5bd1e995));
  return mul(sqrt(mul(log(u), -2)), cos(mul(v, 2 * Math.PI)));
}
