// shared within this room
import type { Value } from '../graph/types.ts';
import { constant } from '../graph/value.ts';
import { greater } from '../ops/elementwise/greater.ts';
import { where } from '../ops/elementwise/where.ts';
import { bernoulli } from '../ops/random/bernoulli.ts';
import { OptionError } from '../util/errors.ts';
import { mix32 } from '../util/random.ts';

/** From where an augmentation takes its draws: a key that changes at each step and a salt of its own. */
export interface DrawContext {
  readonly key: Value;
  readonly salt: number;
  /** Number of examples: one draw each. */
  readonly batch: number;
  /** 1 for the examples that a policy has chosen it for, else 0, float32 [batch]; without, it may happen to all. */
  readonly allowed?: Value;
}

/** What was drawn, by name, each [batch, …]. */
export type Draws = Readonly<Record<string, Value>>;

/** Sees what was drawn, as the program is built: for those who tell people what happened to an example. */
export type SeeDraws = (name: string, draws: Draws) => void;

/** What every augmentation has, whatever it acts on. */
export interface Augmentation<O extends object = object> {
  readonly name: string;
  /** One sentence for people. */
  readonly explanation: string;
  /** Every option with its default. `probability` is the chance, for each example, that it happens at all. */
  readonly defaults: Readonly<O & { probability: number }>;
  /** Whether a study tries it without being asked to; the others wait for their name, or for a probe of all. */
  readonly usual?: boolean;
  /** @throws {OptionError} an option is outside its range. */
  check(options: Readonly<O>): void;
}

/** One augmentation with its options, all of them set. */
export interface Applied<A> {
  readonly augmentation: A;
  readonly options: Readonly<Record<string, unknown>> & { readonly probability: number };
}

/** Checks the options of an applied augmentation. @throws {OptionError} one outside its range. */
export function checkApplied({ augmentation, options }: Applied<Augmentation>): void {
  const { probability } = options;
  if (!(probability >= 0 && probability <= 1))
    throw new OptionError(
      `${augmentation.name}: probability must be in [0, 1]. Received probability=${probability}.`,
    );
  augmentation.check(options);
}

/**
 * To which examples an augmentation happens, as a draw `happens` bool [batch], the same for all its numbers: it happens
 * to an example wholly or not at all. No draw where it happens to all.
 */
export function happening(
  { key, batch, salt, allowed }: DrawContext,
  probability: number,
): { readonly happens?: Value } {
  if (probability >= 1) return allowed ? { happens: greater(allowed, 0.5) } : {};
  const drawn = bernoulli(key, [batch], mix32(salt ^ 0x6a7e), probability);
  return { happens: allowed ? greater(where(drawn, allowed, constant(0)), 0.5) : drawn };
}

/** `drawn` with the given probability for each example, else the `neutral` number that changes nothing. */
export function gated(context: DrawContext, probability: number, drawn: Value, neutral: number): Value {
  const { happens } = happening(context, probability);
  return happens ? where(happens, drawn, constant(neutral)) : drawn;
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
