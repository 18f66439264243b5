import type { Value } from '../../graph/types.ts';
import { mul } from '../elementwise/mul.ts';
import { reduceSum } from './reduceSum.ts';
import { elementCount, normalAxis, staticDim } from '../../util/shape.ts';

/** Mean over `axes` (all by default), whose sizes must be known. Built of `reduceSum`, so it has no op of its own. */
export function reduceMean(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDims?: boolean } = {},
): Value {
  const normal = (axes ?? x.shape.map((_, axis) => axis)).map((axis) =>
    normalAxis(axis, x.shape.length, 'reduceMean'),
  );
  const count = elementCount(normal.map((axis) => staticDim(x.shape, axis, 'reduceMean')));
  return mul(reduceSum(x, normal, options), 1 / count);
}
