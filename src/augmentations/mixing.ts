// shared within this room
import {
  checkApplied,
  type Applied,
  type Augmentation,
  type DrawContext,
  type Draws,
  type SeeDraws,
} from './augmentation.ts';
import type { Value } from '../graph/types.ts';
import { constant, withScope } from '../graph/value.ts';
import { add } from '../ops/elementwise/add.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { greater } from '../ops/elementwise/greater.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { where } from '../ops/elementwise/where.ts';
import { gather } from '../ops/gather/gather.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { uniform } from '../ops/random/uniform.ts';
import { OptionError } from '../util/errors.ts';
import { mix32, randomKey } from '../util/random.ts';
import { staticDim } from '../util/shape.ts';

/** Mixes each example, and its target, with another one of the batch. */
export interface MixingAugmentation<O extends object = object> extends Augmentation<O> {
  readonly kind: 'mixing';
  /** It can act on all. */
  readonly applies?: undefined;
  /** The draw: one set of numbers an example, a pure function of the key. */
  sample(context: DrawContext, options: Readonly<O & { probability: number }>): Draws;
  /** The act: examples and their partners [N, …] to mixtures of the same shape, and the share of the own example [N]. */
  mix(examples: Value, partners: Value, draws: Draws): { readonly examples: Value; readonly own: Value };
}

/** Whether an applied augmentation mixes examples. */
export const isMixing = (one: Applied<{ readonly kind: string }>): one is Applied<MixingAugmentation> =>
  one.augmentation.kind === 'mixing';

/** How targets are mixed: with whose, and how much of the own is left. */
export interface Mix {
  /** Who is mixed in, int32 [N]. */
  readonly partners: Value;
  /** Share of the own target, float32 [N]. */
  readonly own: Value;
}

/**
 * Mixes a batch, one augmentation after the other.
 *
 * The partner of example i is i + r modulo N, r from 1 to N − 1 drawn for the step; batches are in random order.
 *
 * @param key uint32 scalar, new at each step. @throws {OptionError} an option outside its range.
 */
export function mixExamples(
  examples: Value,
  key: Value,
  applied: readonly Applied<MixingAugmentation>[],
  see?: SeeDraws,
): { readonly examples: Value; readonly mixes: readonly Mix[] } {
  const batch = staticDim(examples.shape, 0, 'mixExamples');
  const mixes: Mix[] = [];
  const mixed = applied.reduce((current, one, place) => {
    checkApplied(one);
    const { augmentation, options } = one;
    if (options.probability === 0) return current;
    const context = { key, batch, salt: randomKey('mixing', place, augmentation.name) };
    return withScope(augmentation.name, () => {
      const partners = partnersOf(context);
      const draws = augmentation.sample(context, options);
      const result = augmentation.mix(current, gather(current, partners), draws);
      see?.(augmentation.name, { own: result.own, partner: partners });
      mixes.push({ partners, own: result.own });
      return result.examples;
    });
  }, examples);
  return { examples: mixed, mixes };
}

function partnersOf({ key, batch, salt }: DrawContext): Value {
  const distance = add(
    cast(uniform(key, [1], mix32(salt ^ 0x9a27), [0, batch - 1]), 'int32'),
    constant(1, [1], 'int32'),
  );
  const indices = Array.from({ length: batch }, (_, i) => i);
  const places = add(constant(indices, [batch], 'int32'), distance);
  return where(greater(places, batch - 1), sub(places, batch), places);
}

/** Targets [N] or [N, classes] mixed as their examples were. */
export function mixTargets(targets: Value, mixes: readonly Mix[]): Value {
  return mixes.reduce(
    (current, { partners, own }) => blend(current, gather(current, partners), own),
    targets,
  );
}

/** own · a + (1 − own) · b for each example; exactly a where own is 1. Shapes: a and b [N, …], own [N]. */
export function blend(a: Value, b: Value, own: Value): Value {
  const share = reshape(own, [staticDim(a.shape, 0, 'blend'), ...a.shape.slice(1).map(() => 1)]);
  return add(mul(a, share), mul(b, sub(1, share)));
}

/** Checks the parameter of the Beta distribution. @throws {OptionError} outside (0, 100]. */
export function checkAlpha(name: string, alpha: number): void {
  if (!(alpha > 0 && alpha <= 100))
    throw new OptionError(`${name}: alpha must be above 0 and at most 100. Received alpha=${alpha}.`);
}
