// shared within this room
import type { Value } from '../graph/types.ts';
import type { ElementType } from '../graph/types.ts';

/** How the training loss weighs examples and reads targets. */
export interface LossOptions {
  /** Share of each target that is spread evenly over all classes, in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
  /** A factor for each class, 0 or more. Default 1 for all. */
  readonly classWeights?: readonly number[];
  /** `huber`: where the square ends and the line begins, in units of the targets, above 0. Default 1. */
  readonly delta?: number;
}

/** What a network is trained to make small, and how its outputs read as predictions. */
export interface Loss {
  readonly name: string;
  /** Number of outputs of the network; `classes` is 0 for a number to predict. */
  outputs(classes: number): number;
  /** Element type of the targets: int32 class indices, or float32 numbers. Shape [N]. */
  readonly targetType: ElementType;
  /** Options of its own that a recipe may set, with their defaults. */
  readonly defaults?: Readonly<Record<string, number>>;
  /** @throws {OptionError} one of them is outside its range. */
  readonly check?: (options: LossOptions) => void;
  /**
   * Mean loss over the batch: outputs [N, k], targets [N] → scalar. Losses of classes also take soft labels, float32
   * [N, classes].
   *
   * @throws {OptionError} an option outside its range, or one that the loss does not have.
   * @throws {ShapeError} targets of another type or shape.
   */
  apply(outputs: Value, targets: Value, options?: LossOptions): Value;
  /** Predictions from outputs: probabilities [N, classes], or numbers [N, 1]. */
  predict(outputs: Value): Value;
}
