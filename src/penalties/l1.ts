import type { Penalty } from './penalty.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';

/** Sum of absolute weights: Σ|w|. Draws weights to exactly zero. Shapes: any → scalar. */
export const l1: Penalty = Object.freeze({
  name: 'l1',
  apply: (weights) => reduceSum(abs(weights)),
} satisfies Penalty);
