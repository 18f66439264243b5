import type { Value } from '../graph/types.ts';
import type { ParameterSpec } from '../layers/layer.ts';
import { div } from '../ops/elementwise/div.ts';
import { minimum } from '../ops/elementwise/minimum.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';

/**
 * Max-norm constraint: the incoming weight vector of each unit pulled back onto the ball of radius `limit`.
 *
 *     wᵤ ← wᵤ · min(1, limit / ‖wᵤ‖)
 *
 * Shapes: a matrix [in, units] has a unit a column, a kernel [filters, …] one a filter; `unitAxis` of the spec says
 * where it is otherwise. A vector is one unit's.
 *
 * @see Srivastava et al. 2014, JMLR 15:1929-1958, section 5.1.
 */
export function maxNorm(weights: Value, { shape, unitAxis }: ParameterSpec, limit: number): Value {
  const unit = unitAxis ?? (shape.length === 2 ? 1 : shape.length > 2 ? 0 : -1);
  const incoming = shape.flatMap((_, axis) => (axis === unit ? [] : [axis]));
  const norms = sqrt(reduceSum(mul(weights, weights), incoming, { keepDims: true }));
  // A unit of zeros divides to infinity, and the smaller of that and 1 is 1.
  return mul(weights, minimum(div(limit, norms), 1));
}
