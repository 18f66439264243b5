import type { RewriteRule } from '../../graph/rewrite.ts';
import type { Op, Value } from '../../graph/types.ts';
import { mul } from '../elementwise/mul.ts';
import { matmul } from '../matmul/matmul.ts';

/**
 * A product of matrices times a scalar, with the scalar on the smaller factor:
 *
 *     (a·b)·s  →  a·(b·s)
 *
 * A step of gradient descent multiplies the gradient of a weight matrix by the learning rate; the batch it is made of
 * is far smaller than the weights, so this saves a pass over them.
 */
export const scaleSmallerFactor: RewriteRule = (value, { uses }) => {
  if (value.op !== mul.op) return undefined;
  const [product, scalar] = value.inputs as [Value, Value];
  if (product.op !== (matmul.op as Op) || scalar.shape.length > 0 || uses(product) !== 1) return undefined;
  const [a, b] = product.inputs as [Value, Value];
  const sizes = [a, b, product].map(({ shape }) =>
    shape.reduce<number>((n, dim) => (typeof dim === 'number' ? n * dim : NaN), 1),
  ) as [number, number, number];
  const smaller = sizes[0] < sizes[1] ? 0 : 1;
  if (!(sizes[smaller] < sizes[2])) return undefined;
  return smaller === 0
    ? matmul(mul(a, scalar), b, product.attributes)
    : matmul(a, mul(b, scalar), product.attributes);
};
