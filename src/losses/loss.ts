// shared within this room
import type { Value } from '../graph/types.ts';
import type { ElementType } from '../graph/types.ts';

/** What a network is trained to make small, and how its outputs read as predictions. */
export interface Loss {
  readonly name: string;
  /** Number of outputs of the network; `classes` is 0 for a number to predict. */
  outputs(classes: number): number;
  /** Element type of the targets: int32 class indices, or float32 numbers. Shape [N]. */
  readonly targetType: ElementType;
  /** Mean loss over the batch: outputs [N, k], targets [N] → scalar. */
  apply(outputs: Value, targets: Value): Value;
  /** Predictions from outputs: probabilities [N, classes], or numbers [N, 1]. */
  predict(outputs: Value): Value;
}
