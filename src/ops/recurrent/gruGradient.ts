// shared within this room
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { elementCount, staticShape } from '../../util/shape.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { sigmoid } from '../elementwise/sigmoid.ts';
import { sub } from '../elementwise/sub.ts';
import { tanh } from '../elementwise/tanh.ts';
import { matmul } from '../matmul/matmul.ts';
import { concat } from '../movement/concat.ts';
import { pad } from '../movement/pad.ts';
import { reshape } from '../movement/reshape.ts';
import { slice } from '../movement/slice.ts';
import { transpose } from '../movement/transpose.ts';
import { reduceSum } from '../reduce/reduceSum.ts';

const timeFirst = [1, 0, 2];

/**
 * Gradients of a gated recurrent unit by its inputs, from the states that the forward pass left.
 *
 * With the states known the gates of all steps are computed at once, by two products. What is left of the recurrence
 * is one product a step: with δ the gradient of the state, and F the slope of each gate by the state,
 *
 *     δₜ₋₁ = ȳₜ₋₁ + δₜ ⊙ z + [δₜ δₜ δₜ] ⊙ [Fz Fr Fh·r] · Uᵀ
 */
export function gruGradient(node: Value, cotangent: Value): Value[] {
  const [x, kernel, recurrent, bias, recurrentBias] = node.inputs as [Value, Value, Value, Value, Value];
  const [batch, length, units] = staticShape(node.shape, 'gru gradient') as [number, number, number];
  const shape = [length, batch, units];
  const inputs = transpose(x, timeFirst);
  const states = transpose(node, timeFirst);
  const before =
    length > 1
      ? pad(slice(states, 0, { count: length - 1 }), 0, { before: 1 })
      : constant(new Float64Array(elementCount(shape)), shape);
  const fed = add(matmul(inputs, kernel), bias);
  const recalled = add(matmul(before, recurrent), recurrentBias);
  const part = (gates: Value, k: number) => slice(gates, 2, { start: k * units, count: units });

  const z = sigmoid(add(part(fed, 0), part(recalled, 0)));
  const r = sigmoid(add(part(fed, 1), part(recalled, 1)));
  const candidate = tanh(add(part(fed, 2), mul(r, part(recalled, 2))));
  const slopeZ = mul(sub(before, candidate), mul(z, sub(1, z)));
  const slopeH = mul(sub(1, z), sub(1, mul(candidate, candidate)));
  const slopeR = mul(mul(slopeH, part(recalled, 2)), mul(r, sub(1, r)));
  const recalledSlopes = concat([slopeZ, slopeR, mul(slopeH, r)], 2);
  const fedSlopes = concat([slopeZ, slopeR, slopeH], 2);

  // Gates stand side by side, so that one δ multiplies all three by broadcasting.
  const at = (value: Value, t: number, form: readonly number[]) =>
    reshape(slice(value, 0, { start: t, count: 1 }), form);
  const given = transpose(cotangent, timeFirst);
  const deltas: Value[] = [];
  let carried: Value | undefined;
  for (let t = length - 1; t >= 0; t--) {
    const own = at(given, t, [batch, units]);
    const delta: Value = carried ? add(own, carried) : own;
    deltas.unshift(reshape(delta, [1, batch, units]));
    if (t === 0) break;
    const gates = mul(reshape(delta, [batch, 1, units]), at(recalledSlopes, t, [batch, 3, units]));
    const through = matmul(reshape(gates, [batch, 3 * units]), recurrent, { transposeB: true });
    carried = add(mul(delta, at(z, t, [batch, units])), through);
  }

  const all = reshape(length > 1 ? concat(deltas, 0) : deltas[0]!, [length, batch, 1, units]);
  const spread = (slopes: Value) =>
    reshape(mul(all, reshape(slopes, [length, batch, 3, units])), [length * batch, 3 * units]);
  const [fedGates, recalledGates] = [spread(fedSlopes), spread(recalledSlopes)];
  const rows = (value: Value) => reshape(value, [length * batch, value.shape[2]!]);
  const dx = reshape(matmul(fedGates, kernel, { transposeB: true }), inputs.shape);
  return [
    transpose(dx, timeFirst),
    matmul(rows(inputs), fedGates, { transposeA: true }),
    matmul(rows(before), recalledGates, { transposeA: true }),
    reduceSum(fedGates, [0]),
    reduceSum(recalledGates, [0]),
  ];
}
