// shared within this room
import { lowerDownRows, rowsBefore } from './downRows.ts';
import type { Op, Value } from '../../graph/types.ts';
import { constant, defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, normalAxis, stridesOf, type Shape } from '../../util/shape.ts';
import { matmul } from '../matmul/matmul.ts';
import { reshape } from '../movement/reshape.ts';

interface Attributes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** `shape` with the reduced axes kept as 1. */
export const keptShape = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));

/** A function that reduces axes of a tensor. Axes may count from the end; `keepDims` keeps them as 1. */
export type Reduction = ((
  x: Value,
  axes?: readonly number[],
  options?: { readonly keepDims?: boolean },
) => Value) & { readonly op: Op };

/** A reduction of float32 tensors by an associative `combine`. */
export function reduction(definition: {
  readonly name: string;
  readonly onnx: string;
  readonly initial: number;
  readonly combine: (total: number, x: number) => number;
  /** What becomes of the total of `count` elements; itself by default. */
  readonly finish?: (total: number, count: number) => number;
  /** For sums: what each of `count` elements is multiplied with. */
  readonly weight?: (count: number) => number;
  readonly vjp: (cotangent: Value, x: Value, axes: readonly number[], y: Value) => Value;
}): Reduction {
  const { name, onnx, initial, combine, finish, weight, vjp } = definition;
  const op: Op<Attributes> = defineOp({
    name,
    infer([x], { axes, keepDims }) {
      if (x!.dtype !== 'float32')
        throw new ShapeError(`${name}: the input must be float32. Received ${x!.dtype}.`);
      const kept = keptShape(x!.shape, axes);
      return { dtype: 'float32', shape: keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis)) };
    },
    vjp: (node, cotangent) => [vjp(cotangent, node.inputs[0]!, node.attributes.axes, node)],
    // Down rows as `lower` does it: the same products, so the same bits.
    vmap(node, { inputs, count }) {
      const { axes, keepDims } = node.attributes;
      const { shape } = node.inputs[0]!;
      const rows = weight && rowsBefore(shape, axes);
      if (!rows) return makeValue(op, inputs, { axes: axes.map((axis) => axis + 1), keepDims });
      const row = constant(new Float64Array(rows).fill(weight(rows)), [1, rows]);
      const sums = matmul(row, reshape(inputs[0]!, [count, rows, shape.at(-1)!]));
      return reshape(sums, [count, ...node.shape]);
    },
    lower(lowering, [x], node) {
      const { axes, keepDims } = node.attributes;
      if (axes.length === 0) return lowering.emit('Identity', [x!]);
      const { shape } = node.inputs[0]!;
      const rows = weight && rowsBefore(shape, axes);
      if (!rows)
        return lowering.emit(onnx, [x!, lowering.ints(axes)], { keepdims: { int: Number(keepDims) } });
      const sums = lowerDownRows(lowering, x!, shape, rows, weight(rows));
      return lowering.emit('Reshape', [sums, lowering.ints(node.shape as readonly number[])]);
    },
    evaluate([x], { axes }, { dtype, shape }) {
      const data = storage(dtype, elementCount(shape)).fill(initial);
      const strides = stridesOf(x!.shape);
      const keptStrides = stridesOf(keptShape(x!.shape, axes) as number[]);
      for (let flat = 0; flat < x!.data.length; flat++) {
        let target = 0;
        for (let axis = 0; axis < strides.length; axis++)
          if (!axes.includes(axis))
            target += (Math.floor(flat / strides[axis]!) % x!.shape[axis]!) * keptStrides[axis]!;
        data[target] = combine(data[target]!, x!.data[flat]!);
      }
      const count = x!.data.length / data.length;
      if (finish) data.forEach((total, i) => (data[i] = finish(total, count)));
      return { dtype, shape, data };
    },
    cases: (draw) => [
      { inputs: [draw.real(draw.shape(3))], build: (x) => reduce(x!, [1]) },
      { inputs: [draw.real(draw.shape(3))], build: (x) => reduce(x!, [0, -1], { keepDims: true }) },
      { inputs: [draw.real(draw.shape(2))], build: (x) => reduce(x!) },
      { inputs: [draw.real([5, draw.int(1, 4)])], build: (x) => reduce(x!, [0]) },
      { inputs: [draw.real([2, 3, 4])], build: (x) => reduce(x!, [0, 1], { keepDims: true }) },
    ],
  });
  const reduce: Reduction = Object.assign(
    (x: Value, axes?: readonly number[], options: { readonly keepDims?: boolean } = {}) => {
      const normal = (axes ?? x.shape.map((_, axis) => axis)).map((axis) =>
        normalAxis(axis, x.shape.length, name),
      );
      return makeValue(op, [x], {
        axes: [...new Set(normal)].sort((a, b) => a - b),
        keepDims: options.keepDims ?? false,
      });
    },
    { op },
  );
  return reduce;
}
