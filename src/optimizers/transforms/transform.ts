// shared within this room
import type { Value } from '../../graph/types.ts';
import { add } from '../../ops/elementwise/add.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { OptionError } from '../../util/errors.ts';

/** Tensors by name. */
export type Slots = Readonly<Record<string, Value>>;

/**
 * What is still to be done to an update, as scalars that all parameters share:
 *
 *     whole update = factor · update + decay · parameter        (no decay for what is not penalized)
 *
 * Scalings meet here and cost one multiplication an element together, when the parameter is changed.
 */
export interface Pending {
  /** Absent: 1. */
  readonly factor?: Value;
  /** Absent: 0. */
  readonly decay?: Value;
}

/**
 * A gradient transform: one pure piece of an optimizer, in two parts. `prepare` runs once a step and works on scalars;
 * `apply` runs for each parameter, of any shape.
 *
 * `slots` are the tensors that it keeps for each parameter (of its shape, zero at first), `scalars` the numbers that it
 * keeps for all, with their first values.
 */
export interface Transform {
  readonly name: string;
  readonly options: Readonly<Record<string, number | boolean>>;
  readonly slots: readonly string[];
  readonly scalars: Readonly<Record<string, number>>;
  /**
   * Whether an element's update depends on no gradient but its own. Where not, `prepare` reads all gradients (the
   * global norm). In both cases `apply` for a concatenation of parameters is the concatenation of what it gives for each.
   */
  readonly elementwise: boolean;
  /**
   * Once a step: what is pending after this transform, its scalars for the next step, and what `apply` needs of both.
   *
   * @param step.pending What is pending before it; nothing where there is an `apply`, which gets whole updates.
   */
  prepare?(step: {
    /** As the last step left them. */
    readonly scalars: Slots;
    readonly gradients: readonly Value[];
    readonly learningRate: Value;
    readonly pending: Pending;
  }): { readonly pending: Pending; readonly scalars?: Slots; readonly shared?: Slots };
  /** One parameter's update and slots after this transform. Absent: the update stays, only what is pending changes. */
  apply?(state: { readonly update: Value; readonly slots: Slots; readonly shared: Slots }): {
    readonly update: Value;
    readonly slots: Slots;
  };
}

/** Checks that a share lies in [0, 1). @throws {OptionError} */
export function checkedShare(owner: string, name: string, value: number): number {
  if (!(value >= 0 && value < 1))
    throw new OptionError(`${owner}: ${name} must be in [0, 1). Received ${name}=${value}.`);
  return value;
}

/** Checks that a number is above 0 and finite. @throws {OptionError} */
export function checkedPositive(owner: string, name: string, value: number): number {
  if (!(value > 0 && Number.isFinite(value)))
    throw new OptionError(`${owner}: ${name} must be above 0. Received ${name}=${value}.`);
  return value;
}

/** Checks that a number is 0 or more and finite. @throws {OptionError} */
export function checkedNotNegative(owner: string, name: string, value: number): number {
  if (!(value >= 0 && Number.isFinite(value)))
    throw new OptionError(`${owner}: ${name} must be 0 or more. Received ${name}=${value}.`);
  return value;
}

/**
 * The discounted sum s ← share · s + x. Sums in place of means save a pass over the elements: what turns one into the
 * other is a scalar, and scalars are folded.
 */
export const discounted = (sum: Value, share: number, x: Value): Value => add(mul(sum, share), x);
