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
 * @param options.perExample Whether the first axis of `shape` counts examples. Default true.
 * @throws {ShapeError} a training program with a free dimension.
 */
export function dropMask(
  x: Value,
  shape: Shape,
  rate: number,
  context: LayerContext,
  options: { readonly perExample?: boolean } = {},
): Value {
  const kept = keptMask(shape, rate, context, options);
  // One multiplication forward and one backward, by the same mask.
  return kept ? mul(x, mul(kept, 1 / (1 - rate))) : x;
}

/**
 * Float mask that is 0 with probability `rate` and 1 otherwise; undefined where nothing drops.
 *
 * Evaluation with a key draws one sub-network for all examples: the mask has the length 1 along the first axis, so that
 * what is drawn for an example does not depend on its place or its neighbours, and the batch may be free.
 */
export function keptMask(
  shape: Shape,
  rate: number,
  context: LayerContext,
  { perExample = true }: { readonly perExample?: boolean } = {},
): Value | undefined {
  if (rate === 0) return undefined;
  if (!context.key) {
    if (context.training) throw new Error(`${context.path}: a training program needs a random key`);
    return undefined;
  }
  const drawn = context.training || !perExample ? shape : [1, ...shape.slice(1)];
  const salt = randomKey('layer', context.path);
  return cast(bernoulli(context.key, staticShape(drawn, 'dropout'), salt, 1 - rate), 'float32');
}
