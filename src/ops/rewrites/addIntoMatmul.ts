import type { RewriteRule } from '../../graph/rewrite.ts';
import type { Value } from '../../graph/types.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { gemm } from '../matmul/gemm.ts';
import { matmul } from '../matmul/matmul.ts';
import { sameShape, broadcastShapes } from '../../util/shape.ts';
import { isOf, scalarOf } from './constants.ts';

/**
 * What is added to a product of matrices is added while it is made, instead of in a pass of its own:
 *
 *     a·b + c → gemm(a, b, c)       w − a·b → gemm(a, b, w, alpha −1)       … + w·s, s constant → beta s
 *
 * A bias, the pull of a penalty on the gradient, and a step of plain gradient descent are of this form.
 */
export const addIntoMatmul: RewriteRule = (value, { uses }) => {
  const isAdd = isOf(value, add);
  if (!isAdd && !isOf(value, sub)) return undefined;
  const [x, y] = value.inputs as [Value, Value];
  const isProduct = (of: Value) => isOf(of, matmul) && of.inputs.every(({ shape }) => shape.length === 2);
  const second = isProduct(y) && uses(y) === 1;
  if (!second && !(isProduct(x) && uses(x) === 1)) return undefined;
  const [product, other] = second ? [y, x] : [x, y];
  if (!fits(other, product)) return undefined;
  const alpha = !isAdd && second ? -1 : 1;
  const sign = !isAdd && !second ? -1 : 1;
  const factor = isOf(other, mul) && uses(other) === 1 ? scalarOf(other.inputs[1]!) : undefined;
  const folds = factor !== undefined && fits(other.inputs[0]!, product);
  const [a, b] = product.inputs as [Value, Value];
  return gemm(a, b, folds ? other.inputs[0]! : other, {
    ...product.attributes,
    alpha,
    beta: folds ? sign * factor : sign,
  });
};

/** Whether `other` broadcasts to the product without making it larger. */
function fits(other: Value, product: Value): boolean {
  const { shape } = product;
  if (other.shape.length > shape.length) return false;
  const lead = shape.length - other.shape.length;
  if (!other.shape.every((dim, i) => dim === 1 || dim === shape[lead + i])) return false;
  return sameShape(broadcastShapes(shape, other.shape, 'addIntoMatmul'), shape);
}
