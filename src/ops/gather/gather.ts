import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { RunError, ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticDim } from '../../util/shape.ts';
import { scatterAdd } from './scatterAdd.ts';
import { withRuns } from '../batching.ts';
import { reshape } from '../movement/reshape.ts';
import { rowsOfRuns } from './rowsOfRuns.ts';

const op: Op<object> = defineOp({
  name: 'gather',
  infer([x, indices]) {
    if (indices!.dtype !== 'int32' || x!.shape.length === 0)
      throw new ShapeError(
        `gather: takes a tensor with an axis and int32 indices. Received ${shapeText(x!.shape)} and ${indices!.dtype}.`,
      );
    return { dtype: x!.dtype, shape: [...indices!.shape, ...x!.shape.slice(1)] };
  },
  vjp(node, cotangent) {
    const [x, indices] = node.inputs as [Value, Value];
    return [scatterAdd(cotangent, indices, staticDim(x.shape, 0, 'gather gradient')), null];
  },
  vmap(_, batching) {
    const { inputs, isBatched, count } = batching;
    const [x, indices] = inputs as [Value, Value];
    if (!isBatched[0]) return gather(x, indices);
    const rows = staticDim(x.shape, 1, 'gather of several runs');
    return gather(reshape(x, [count * rows, ...x.shape.slice(2)]), rowsOfRuns(withRuns(batching, 1), rows));
  },
  lower: (lowering, inputs) => lowering.emit('Gather', inputs, { axis: { int: 0 } }),
  evaluate([x, indices], _, { dtype, shape }) {
    const width = elementCount(x!.shape.slice(1));
    const data = storage(dtype, elementCount(shape));
    for (let i = 0; i < indices!.data.length; i++) {
      const row = indices!.data[i]!;
      if (row < 0 || row >= x!.shape[0]!)
        throw new RunError(`gather: indices must be in [0, ${x!.shape[0]}). Received ${row}.`);
      data.set(x!.data.subarray(row * width, (row + 1) * width), i * width);
    }
    return { dtype, shape, data };
  },
  cases(draw) {
    const rows = draw.int(2, 5);
    return [
      { inputs: [draw.real([rows, 3]), draw.index([4], rows)], build: (x, i) => gather(x!, i!) },
      { inputs: [draw.real([rows]), draw.index([2, 3], rows)], build: (x, i) => gather(x!, i!) },
      { inputs: [draw.real([rows, 2]), draw.index([], rows)], build: (x, i) => gather(x!, i!) },
    ];
  },
});

/** Rows of x by index. Shapes: x [rows, …], indices int32 [I…] → [I…, …]. */
export const gather = Object.assign((x: Value, indices: Value): Value => makeValue(op, [x, indices], {}), {
  op,
});
