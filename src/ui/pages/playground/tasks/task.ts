import type { Arrays } from '../../../../data/arrays.ts';

export type TaskKind = 'points' | 'digits' | 'texts' | 'table';

/** Data to train on: parts that were made apart, or one table that the engine splits before anything else. */
export type TaskData =
  | { readonly train: Arrays; readonly validation: Arrays; readonly test: Arrays }
  | { readonly whole: Arrays; readonly seed: number };

/** How many examples each part has. */
export interface PartSizes {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}
