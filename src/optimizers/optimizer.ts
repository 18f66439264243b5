// shared within this room
import type { Value } from '../graph/types.ts';
import { OptionError } from '../util/errors.ts';

/** Tensors by name. */
export type Slots = Readonly<Record<string, Value>>;

/**
 * An optimizer: what it remembers and one pure step.
 *
 * `slots` are the tensors it keeps for each parameter (of its shape, zero at first), `scalars` the numbers it keeps for
 * all, with their first values.
 */
export interface Optimizer {
  readonly name: string;
  readonly options: Readonly<Record<string, number | boolean>>;
  readonly slots: readonly string[];
  readonly scalars: Readonly<Record<string, number>>;
  /** The scalars of this step from those of the last. */
  advance(scalars: Slots): Slots;
  /** One parameter and its slots after the step; `scalars` are already advanced. `decays` says whether decay applies. */
  step(state: {
    readonly parameter: Value;
    readonly gradient: Value;
    readonly learningRate: Value;
    readonly slots: Slots;
    readonly scalars: Slots;
    readonly decays: boolean;
  }): { readonly parameter: Value; readonly slots: Slots };
}

/** Checks that a share lies in [0, 1). @throws {OptionError} */
export function checkedShare(optimizer: string, name: string, value: number): number {
  if (!(value >= 0 && value < 1))
    throw new OptionError(`${optimizer}: ${name} must be in [0, 1). Received ${name}=${value}.`);
  return value;
}
