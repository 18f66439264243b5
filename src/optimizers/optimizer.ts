// shared within this room
import type { Slots, Transform } from './transforms/transform.ts';
import type { Value } from '../graph/types.ts';

export type { Slots };

/**
 * An optimizer: a chain of gradient transforms, what they remember, and one pure step.
 *
 * `slots` are the tensors that it keeps for each parameter (of its shape, zero at first), `scalars` the numbers that it
 * keeps for all, with their first values.
 */
export interface Optimizer {
  readonly name: string;
  readonly options: Readonly<Record<string, number | boolean>>;
  readonly transforms: readonly Transform[];
  readonly slots: readonly string[];
  readonly scalars: Readonly<Record<string, number>>;
  /** Whether an element's step depends on no gradient but its own; where not, `prepare` reads all of them. */
  readonly elementwise: boolean;
  /**
   * Once a step, before any parameter changes: everything that all parameters share, on scalars.
   *
   * @param step.gradients All gradients of the step, however they are cut into tensors.
   * @param step.scalars As the last step left them.
   */
  prepare(step: {
    readonly gradients: readonly Value[];
    readonly learningRate: Value;
    readonly scalars: Slots;
  }): PreparedStep;
}

/** One step, ready to be taken by each parameter. */
export interface PreparedStep {
  /** The scalars for the next step. */
  readonly scalars: Slots;
  /**
   * One parameter and its slots after the step. It may have any shape, and may be several parameters laid end to end
   * (with their gradients and slots likewise) where `penalized` is the same for all of them.
   */
  step(state: {
    readonly parameter: Value;
    readonly gradient: Value;
    readonly slots: Slots;
    /** Whether decay applies. */
    readonly penalized: boolean;
  }): { readonly parameter: Value; readonly slots: Slots };
}
