import type { Value } from '../graph/types.ts';
import { constant } from '../graph/value.ts';
import { add } from './elementwise/add.ts';
import { mul } from './elementwise/mul.ts';
import { sqrt } from './elementwise/sqrt.ts';
import { reduceSum } from './reduce/reduceSum.ts';

/**
 * The Euclidean norm of the elements of all tensors together, a scalar; 0 for no tensors.
 *
 *     ‖x‖ = √(Σᵢ Σⱼ xᵢⱼ²)
 */
export const globalNorm = (tensors: readonly Value[]): Value =>
  tensors.length === 0
    ? constant(0)
    : sqrt(tensors.map((x) => reduceSum(mul(x, x))).reduce((a, b) => add(a, b)));
