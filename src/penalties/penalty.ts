// shared within this room
import type { Value } from '../graph/types.ts';

/** A share of the weights in the loss. */
export interface Penalty {
  readonly name: string;
  /** The penalty of one weight tensor, a scalar, before its factor. */
  apply(weights: Value): Value;
}
