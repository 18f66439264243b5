// shared within this room
import type { LayerContext } from './layer.ts';
import type { Value } from '../graph/types.ts';
import { constant } from '../graph/value.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { where } from '../ops/elementwise/where.ts';
import { bernoulli } from '../ops/random/bernoulli.ts';
import { OptionError } from '../util/errors.ts';
import { randomKey } from '../util/random.ts';

/** Checks a dropout rate. @throws {OptionError} outside [0, 1), with what was probably meant. */
export function checkedRate(layer: string, rate: number): number {
  if (!(rate >= 0 && rate < 1)) {
    const meant = rate >= 1 && rate < 100 ? ` Did you mean ${rate / 100}?` : '';
    throw new OptionError(`${layer}: rate must be in [0, 1). Received rate=${rate}.${meant}`);
  }
  return rate;
}

/** x times a mask of `shape` that is 0 with probability `rate` and 1/(1 − rate) otherwise; x itself in evaluation. */
export function dropMask(x: Value, shape: readonly number[], rate: number, context: LayerContext): Value {
  if (!context.training || rate === 0) return x;
  if (!context.key) throw new Error(`${context.path}: a training program needs a random key`);
  const kept = bernoulli(context.key, shape, randomKey('layer', context.path), 1 - rate);
  // One multiplication forward and one backward, by the same mask.
  return mul(x, where(kept, constant(1 / (1 - rate)), constant(0)));
}
