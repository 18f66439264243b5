import type { RewriteRule } from '../../graph/rewrite.ts';
import type { Value } from '../../graph/types.ts';
import { matmul } from '../matmul/matmul.ts';
import { transpose } from '../movement/transpose.ts';
import { isOf } from './constants.ts';

interface Flags {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * A transpose of the last two axes beside a product of matrices becomes a flag of the product:
 *
 *     matmul(aᵀ, b) → matmul(a, b, transposeA)       matmul(a, b)ᵀ → matmul(b, a, both flags turned)
 */
export const transposeIntoMatmul: RewriteRule = (value, { uses }) => {
  if (isOf(value, matmul)) {
    const [a, b] = value.inputs as [Value, Value];
    const { transposeA, transposeB } = value.attributes as Flags;
    const [left, right] = [swapsMatrix(a), swapsMatrix(b)];
    if (!left && !right) return undefined;
    return matmul(left ? a.inputs[0]! : a, right ? b.inputs[0]! : b, {
      transposeA: transposeA !== left,
      transposeB: transposeB !== right,
    });
  }
  const product = value.inputs[0];
  if (!product || !swapsMatrix(value) || !isOf(product, matmul) || uses(product) !== 1) return undefined;
  const [a, b] = product.inputs as [Value, Value];
  const { transposeA, transposeB } = product.attributes as Flags;
  return matmul(b, a, { transposeA: !transposeB, transposeB: !transposeA });
};

/** Whether a value is a transpose of the last two axes and no others. */
function swapsMatrix(value: Value): boolean {
  if (!isOf(value, transpose)) return false;
  const { permutation } = value.attributes as { permutation: readonly number[] };
  const rank = permutation.length;
  return (
    rank >= 2 &&
    permutation[rank - 1] === rank - 2 &&
    permutation[rank - 2] === rank - 1 &&
    permutation.slice(0, -2).every((axis, i) => axis === i)
  );
}
