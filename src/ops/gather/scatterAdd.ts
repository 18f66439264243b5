import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticShape } from '../../util/shape.ts';
import { gather } from './gather.ts';
import { withRuns } from '../batching.ts';
import { reshape } from '../movement/reshape.ts';
import { rowsOfRuns } from './rowsOfRuns.ts';

const op: Op<{ readonly rows: number }> = defineOp({
  name: 'scatterAdd',
  infer([updates, indices], { rows }) {
    const rank = indices!.shape.length;
    if (
      updates!.dtype !== 'float32' ||
      indices!.dtype !== 'int32' ||
      indices!.shape.some((dim, i) => dim !== updates!.shape[i])
    )
      throw new ShapeError(
        `scatterAdd: int32 indices must have the leading shape of the float32 updates. Received ` +
          `${indices!.dtype}${shapeText(indices!.shape)} and ${updates!.dtype}${shapeText(updates!.shape)}.`,
      );
    return { dtype: 'float32', shape: [rows, ...updates!.shape.slice(rank)] };
  },
  vjp: (node, cotangent) => [gather(cotangent, node.inputs[1]!), null],
  vmap({ attributes: { rows } }, batching) {
    const { count } = batching;
    const updates = withRuns(batching, 0);
    const indices = rowsOfRuns(withRuns(batching, 1), rows);
    const together = scatterAdd(updates, indices, count * rows);
    return reshape(together, [count, rows, ...together.shape.slice(1)]);
  },
  lower(lowering, [updates, indices], node) {
    const shape = staticShape(node.shape, 'scatterAdd');
    // Made anew at each step, so that the sums can be written into it.
    const zeros = lowering.emit('ConstantOfShape', [lowering.ints(shape)]);
    // ScatterND takes int64 indices with a last axis that holds the coordinates of a row.
    const wide = lowering.emit('Cast', [indices!], { to: { int: 7 } });
    const rows = lowering.emit('Unsqueeze', [wide, lowering.ints([-1])]);
    return lowering.emit('ScatterND', [zeros, rows, updates!], { reduction: { string: 'add' } });
  },
  evaluate([updates, indices], _, { dtype, shape }) {
    const width = elementCount(shape.slice(1));
    const data = storage(dtype, elementCount(shape));
    for (let i = 0; i < indices!.data.length; i++)
      for (let j = 0; j < width; j++) data[indices!.data[i]! * width + j]! += updates!.data[i * width + j]!;
    return { dtype, shape, data };
  },
  cases(draw) {
    const rows = draw.int(2, 5);
    return [
      { inputs: [draw.real([6, 3]), draw.index([6], rows)], build: (x, i) => scatterAdd(x!, i!, rows) },
      { inputs: [draw.real([2, 3]), draw.index([2, 3], rows)], build: (x, i) => scatterAdd(x!, i!, rows) },
    ];
  },
});

/** Rows of zeros to which each update is added at its index: the transpose of `gather`. Shapes: [I…, …] → [rows, …]. */
export const scatterAdd = Object.assign(
  (updates: Value, indices: Value, rows: number): Value => makeValue(op, [updates, indices], { rows }),
  { op },
);
