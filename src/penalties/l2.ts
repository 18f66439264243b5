import type { Penalty } from './penalty.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';

/** Sum of squared weights: Σw² (without the half, as Keras counts it). Keeps weights small. Shapes: any → scalar. */
export const l2: Penalty = Object.freeze({
  name: 'l2',
  apply: (weights) => reduceSum(mul(weights, weights)),
} satisfies Penalty);
