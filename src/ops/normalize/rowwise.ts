// shared within this room
import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { shapeText } from '../../util/shape.ts';

/** A function of whole rows: each vector along the last axis maps to a vector of the same length. */
export function rowwise(definition: {
  readonly name: string;
  readonly onnx: string;
  readonly evaluate: (row: number[]) => number[];
  readonly vjp: (cotangent: Value, y: Value) => Value;
}): ((x: Value) => Value) & { readonly op: Op } {
  const { name, onnx, evaluate, vjp } = definition;
  const op: Op<object> = defineOp({
    name,
    infer([x]) {
      if (x!.dtype !== 'float32' || x!.shape.length === 0)
        throw new ShapeError(
          `${name}: the input must be float32 with an axis. Received ${x!.dtype}${shapeText(x!.shape)}.`,
        );
      return x!;
    },
    vjp: (node, cotangent) => [vjp(cotangent, node)],
    vmap: (_, { inputs }) => makeValue(op, inputs, {}),
    lower: (lowering, inputs) => lowering.emit(onnx, inputs, { axis: { int: -1 } }),
    evaluate([x], _, { dtype, shape }) {
      const width = shape.at(-1)!;
      const data = storage(dtype, x!.data.length);
      for (let start = 0; start < data.length; start += width)
        data.set(evaluate(Array.from(x!.data.subarray(start, start + width))), start);
      return { dtype, shape, data };
    },
    cases: (draw) => [
      { inputs: [draw.real([draw.int(1, 4), draw.int(2, 6)])], build: (x) => call(x!) },
      { inputs: [draw.real([2, 2, draw.int(1, 5)], -20, 20)], build: (x) => call(x!) },
    ],
  });
  const call = (x: Value): Value => makeValue(op, [x], {});
  return Object.assign(call, { op });
}
