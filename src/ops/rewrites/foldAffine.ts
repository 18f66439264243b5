import type { RewriteRule } from '../../graph/rewrite.ts';
import type { Value } from '../../graph/types.ts';
import { makeValue } from '../../graph/value.ts';
import { conv2d } from '../conv/conv2d.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { gemm } from '../matmul/gemm.ts';
import { matmul } from '../matmul/matmul.ts';
import { broadcastTo } from '../movement/broadcastTo.ts';
import { reshape } from '../movement/reshape.ts';
import { constantArray } from '../../graph/value.ts';
import { isConstantValue, isOf } from './constants.ts';

/**
 * A constant factor and term a feature, behind constant weights, become part of the weights:
 *
 *     conv(x, w, b)·f + t → conv(x, w·f, b·f + t)       (x·w + b)·f + t → x·(w·f) + (b·f + t)
 *
 * This is how batch normalization disappears from a deployed network. In training nothing is constant.
 */
export const foldAffine: RewriteRule = (value, { uses }) => {
  const [layer, vector] = value.inputs as [Value, Value];
  const isFactor = isOf(value, mul);
  if ((!isFactor && !isOf(value, add)) || !isConstantValue(vector) || uses(layer) !== 1) return undefined;
  if (isOf(layer, conv2d)) {
    const [x, weights, bias] = layer.inputs as [Value, Value, Value | undefined];
    const filters = weights.shape[0] as number;
    const perFilter = featureVector(vector, filters, 3);
    if (!perFilter || !isConstantValue(weights) || (bias && !isConstantValue(bias))) return undefined;
    if (!isFactor)
      return makeValue(layer.op, [x, weights, bias ? add(bias, perFilter) : perFilter], layer.attributes);
    const scaled = mul(weights, reshape(perFilter, [filters, 1, 1, 1]));
    return makeValue(layer.op, bias ? [x, scaled, mul(bias, perFilter)] : [x, scaled], layer.attributes);
  }
  const isGemm = isOf(layer, gemm);
  if (!isGemm && !isOf(layer, matmul)) return undefined;
  const [x, weights, bias] = layer.inputs as [Value, Value, Value | undefined];
  const { transposeB } = layer.attributes as { transposeB: boolean };
  const units = layer.shape.at(-1);
  const perUnit = typeof units === 'number' ? featureVector(vector, units, 1) : undefined;
  if (!perUnit || weights.shape.length !== 2 || !isConstantValue(weights)) return undefined;
  // A bias of units alone: one that differs between rows does not fold with a factor of a unit.
  if (bias && !(isConstantValue(bias) && bias.shape.length === 1)) return undefined;
  if (!isFactor) {
    if (!bias) return undefined;
    const { beta } = layer.attributes as { beta: number };
    const sum = add(beta === 1 ? bias : mul(bias, beta), perUnit);
    return makeValue(layer.op, [x, weights, sum], { ...layer.attributes, beta: 1 });
  }
  const scaled = mul(weights, transposeB ? reshape(perUnit, [units as number, 1]) : perUnit);
  return makeValue(layer.op, bias ? [x, scaled, mul(bias, perUnit)] : [x, scaled], layer.attributes);
};

/** A constant that lines up with the feature axis, `behind` axes of it from the right, as [count]. */
function featureVector(vector: Value, count: number, axisFromRight: number): Value | undefined {
  const { shape } = constantArray(vector)!;
  if (shape.length === 0) return broadcastTo(vector, [count]);
  const at = shape.length - axisFromRight;
  const fits = shape.every((dim, i) => dim === (i === at ? count : 1));
  return fits && at >= 0 && shape[at] === count ? reshape(vector, [count]) : undefined;
}
