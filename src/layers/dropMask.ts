// shared within this room
import type { LayerContext } from './layer.ts';
import type { Value } from '../graph/types.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { bernoulli } from '../ops/random/bernoulli.ts';
import { OptionError } from '../util/errors.ts';
import { randomKey } from '../util/random.ts';
import { staticShape, type Shape } from '../util/shape.ts';

/** Checks a dropout rate. @throws {OptionError} outside [0, 1), with what was probably meant. */
export function checkedRate(layer: string, rate: number): number {
  if (!(rate >= 0 && rate < 1)) {
    const meant = rate >= 1 && rate < 100 ? ` Did you mean ${rate / 100}?` : '';
    throw new OptionError(`${layer}: rate must be in [0, 1). Received rate=${rate}.${meant}`);
  }
  return rate;
}

/**
 * x times a mask of `shape` that is 0 with probability `rate` and 1/(1 − rate) otherwise; x itself in evaluation.
 *
 * @throws {ShapeError} a training program with a free dimension.
 */
export function dropMask(x: Value, shape: Shape, rate: number, context: LayerContext): Value {
  if (!context.training || rate === 0) return x;
  if (!context.key) throw new Error(`${context.path}: a training program needs a random key`);
  const kept = bernoulli(
    context.key,
    staticShape(shape, 'dropout'),
    randomKey('layer', context.path),
    1 - rate,
  );
  // One multiplication forward and one backward, by the same mask.
  return mul(x, mul(cast(kept, 'float32'), 1 / (1 - rate)));
}
