// shared within this room
import type { Value } from '../graph/types.ts';

/**
 * How the weights of a training are averaged: after each step inside the training program, or after epochs outside it.
 *
 * Either way the average moves towards the new weights by a share: ā ← ā + (w − ā) · share, and begins with a share of 1.
 * Weights here are all trained parameters; running statistics are estimated anew from the average.
 */
export interface Averaging {
  readonly name: string;
  readonly options: Readonly<Record<string, number>>;
  readonly perStep?: {
    /** Numbers it carries from step to step, with their first values. */
    readonly scalars: Readonly<Record<string, number>>;
    /** The scalars of this step from those of the last. */
    advance(scalars: Readonly<Record<string, Value>>): Readonly<Record<string, Value>>;
    /** The share at this step, from the advanced scalars. */
    share(scalars: Readonly<Record<string, Value>>): Value;
  };
  readonly perEpoch?: {
    /** Whether the weights at the end of `epoch` (from 1) of `epochs` enter the average. */
    takes(epoch: number, epochs: number): boolean;
    /** The share where `count` weights are in the average already. */
    share(count: number): number;
  };
}
