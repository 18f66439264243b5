import { gruGradient } from './gruGradient.ts';
import type { Op, OpCase, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, sameShape, shapeText, staticDim } from '../../util/shape.ts';

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

const op: Op<object> = defineOp({
  name: 'gru',
  infer([x, kernel, recurrent, bias, recurrentBias]) {
    const units = recurrent!.shape[0] as number;
    const fits =
      x!.dtype === 'float32' &&
      x!.shape.length === 3 &&
      sameShape(kernel!.shape, [staticDim(x!.shape, 2, 'gru'), 3 * units]) &&
      sameShape(recurrent!.shape, [units, 3 * units]) &&
      [bias!, recurrentBias!].every(({ shape }) => sameShape(shape, [3 * units]));
    if (!fits)
      throw new ShapeError(
        `gru: x [N, L, D], kernel [D, 3U], recurrent kernel [U, 3U] and biases [3U] must agree. Received ` +
          [x!, kernel!, recurrent!, bias!, recurrentBias!].map(({ shape }) => shapeText(shape)).join(', ') +
          '.',
      );
    return { dtype: 'float32', shape: [x!.shape[0]!, staticDim(x!.shape, 1, 'gru'), units] };
  },
  vjp: gruGradient,
  lower(lowering, [x, kernel, recurrent, bias, recurrentBias], node) {
    const units = node.shape[2] as number;
    const swap = { perm: { ints: [1, 0] } };
    const along = { perm: { ints: [1, 0, 2] } };
    const forward = lowering.ints([0]);
    const [w, r] = [kernel!, recurrent!].map((name) =>
      lowering.emit('Unsqueeze', [lowering.emit('Transpose', [name], swap), forward]),
    ) as [string, string];
    const biases = lowering.emit('Concat', [bias!, recurrentBias!], { axis: { int: 0 } });
    const b = lowering.emit('Unsqueeze', [biases, forward]);
    const steps = lowering.emit('Transpose', [x!], along);
    const states = lowering.emit('GRU', [steps, w, r, b], {
      hidden_size: { int: units },
      linear_before_reset: { int: 1 },
    });
    // [L, directions = 1, N, U] → [N, L, U].
    const flat = lowering.emit('Squeeze', [states, lowering.ints([1])]);
    return lowering.emit('Transpose', [flat], along);
  },
  evaluate([x, kernel, recurrent, bias, recurrentBias], _, { dtype, shape }) {
    const [batch, length, units] = shape as [number, number, number];
    const depth = x!.shape[2]!;
    const data = storage(dtype, elementCount(shape));
    const product = (row: ArrayLike<number>, matrix: ArrayLike<number>, start: ArrayLike<number>) =>
      Array.from({ length: 3 * units }, (__, j) => {
        let sum = start[j]!;
        for (let k = 0; k < row.length; k++) sum += row[k]! * matrix[k * 3 * units + j]!;
        return sum;
      });
    for (let n = 0; n < batch; n++) {
      let state: ArrayLike<number> = new Float64Array(units);
      for (let t = 0; t < length; t++) {
        const at = n * length + t;
        const a = product(x!.data.subarray(at * depth, (at + 1) * depth), kernel!.data, bias!.data);
        const b = product(state, recurrent!.data, recurrentBias!.data);
        const before = state;
        state = Float64Array.from({ length: units }, (__, u) => {
          const z = logistic(a[u]! + b[u]!);
          const r = logistic(a[units + u]! + b[units + u]!);
          const candidate = Math.tanh(a[2 * units + u]! + r * b[2 * units + u]!);
          return (1 - z) * candidate + z * before[u]!;
        });
        data.set(state, at * units);
      }
    }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, d, u] = draw.shape(3) as [number, number, number];
    return [4, 1].map((length): OpCase => ({
      inputs: [
        draw.real([n, length, d]),
        draw.real([d, 3 * u], -1, 1),
        draw.real([u, 3 * u], -1, 1),
        draw.real([3 * u]),
        draw.real([3 * u]),
      ],
      build: (x, w, r, b, c) => gru(x!, w!, r!, b!, c!),
    }));
  },
});

/**
 * Gated recurrent unit over a sequence, from a state of zeros; all states.
 *
 *     z = σ(x·Wz + bz + h·Uz + cz),   r = σ(x·Wr + br + h·Ur + cr),   ĥ = tanh(x·Wh + bh + r ⊙ (h·Uh + ch))
 *     h ← (1 − z) ⊙ ĥ + z ⊙ h
 *
 * Shapes: x [N, L, D], kernel W [D, 3U], recurrent kernel U [U, 3U], biases b and c [3U], each in the order z, r, h →
 * [N, L, U].
 */
export const gru = Object.assign(
  (x: Value, kernel: Value, recurrentKernel: Value, bias: Value, recurrentBias: Value): Value =>
    makeValue(op, [x, kernel, recurrentKernel, bias, recurrentBias], {}),
  { op },
);
