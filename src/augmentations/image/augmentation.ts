// shared within this room
import type { Entry, PlaneMap } from './planeMap.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { where } from '../../ops/elementwise/where.ts';
import { bernoulli } from '../../ops/random/bernoulli.ts';
import { OptionError } from '../../util/errors.ts';
import { mix32 } from '../../util/random.ts';

/** From where an augmentation takes its draws: a key that changes at each step and a salt of its own. */
export interface DrawContext {
  readonly key: Value;
  readonly salt: number;
  /** Number of examples: one draw each. */
  readonly batch: number;
}

/** Drawn numbers by name, each [batch]. */
export type Draws = Readonly<Record<string, Value>>;

/** Pictures [N, C, H, W] as augmentations see them. */
export interface PictureShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

interface Common<O> {
  readonly name: string;
  /** One sentence for people. */
  readonly explanation: string;
  /** Every option with its default. `probability` is the chance, for each example, that it happens at all. */
  readonly defaults: Readonly<O & { probability: number }>;
  /** @throws {OptionError} an option is outside its range. */
  check(options: Readonly<O>): void;
  /** The draw: one set of numbers an example, a pure function of the key. What `nameRange` limits is drawn as `name`. */
  sample(context: DrawContext, options: Readonly<O & { probability: number }>): Draws;
}

/** Moves pixels: the act is a map of the plane, and all of them together are one resampling. */
export interface GeometricAugmentation<O extends object = object> extends Common<O> {
  readonly kind: 'geometric';
  /** The act: where in the old picture a point of the new one is found. */
  map(draws: Draws, picture: PictureShape): PlaneMap;
}

/** Changes pixels where they are. */
export interface PixelAugmentation<O extends object = object> extends Common<O> {
  readonly kind: 'pixel';
  /** The act: pictures [N, C, H, W], standardized, to pictures of the same shape. */
  apply(pictures: Value, draws: Draws, context: DrawContext): Value;
}

export type ImageAugmentation<O extends object = object> = GeometricAugmentation<O> | PixelAugmentation<O>;

/** `drawn` with the given probability for each example, else the `neutral` number that changes nothing. */
export function gated(context: DrawContext, probability: number, drawn: Value, neutral: number): Value {
  if (probability >= 1) return drawn;
  // The same gate for all numbers of one augmentation: it happens to an example wholly or not at all.
  const happens = bernoulli(context.key, [context.batch], mix32(context.salt ^ 0x6a7e), probability);
  return where(happens, drawn, constant(neutral));
}

/** Checks a range option. @throws {OptionError} not two ordered numbers within the limits. */
export function checkRange(
  name: string,
  option: string,
  range: readonly number[],
  [low, high]: readonly [number, number],
): void {
  if (range.length !== 2 || !(range[0]! <= range[1]!) || range[0]! < low || range[1]! > high)
    throw new OptionError(
      `${name}: ${option} must be two numbers, the lower first, within [${low}, ${high}]. Received [${range.join(', ')}].`,
    );
}

export type { Entry, PlaneMap };
