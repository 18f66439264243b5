import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, sameShape, shapeText, staticShape } from '../../util/shape.ts';
import { gather } from './gather.ts';
import { withRuns } from '../batching.ts';
import { reshape } from '../movement/reshape.ts';
import { rowsOfRuns } from './rowsOfRuns.ts';

/**
 * Most elements that one ScatterND adds. onnxruntime gives larger ones to several threads, which lose updates where two of
 * them meet in a row; what takes up to 210,000 cycles by its count of one an element, it does in one thread.
 *
 * @see https://github.com/microsoft/onnxruntime/issues/18048
 */
const mostElements = 200_000;

const op: Op<{ readonly rows: number }> = defineOp({
  name: 'scatterAdd',
  infer([updates, indices, onto], { rows }) {
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
    const type = { dtype: 'float32', shape: [rows, ...updates!.shape.slice(rank)] } as const;
    if (onto && (onto.dtype !== type.dtype || !sameShape(onto.shape, type.shape)))
      throw new ShapeError(
        `scatterAdd: what is added to must be float32${shapeText(type.shape)}. ` +
          `Received ${onto.dtype}${shapeText(onto.shape)}.`,
      );
    return type;
  },
  vjp: ({ inputs }, cotangent) => [
    gather(cotangent, inputs[1]!),
    null,
    ...(inputs.length > 2 ? [cotangent] : []),
  ],
  vmap({ attributes: { rows } }, batching) {
    const { count } = batching;
    const updates = withRuns(batching, 0);
    const indices = rowsOfRuns(withRuns(batching, 1), rows);
    const onto = batching.inputs.length > 2 ? withRuns(batching, 2) : undefined;
    const together = scatterAdd(
      updates,
      indices,
      count * rows,
      onto && reshape(onto, [count * rows, ...onto.shape.slice(2)]),
    );
    return reshape(together, [count, rows, ...together.shape.slice(1)]);
  },
  lower(lowering, [updates, indices, onto], node) {
    const shape = staticShape(node.shape, 'scatterAdd');
    // Made anew at each step, so that the sums can be written into it.
    const start = onto ?? lowering.emit('ConstantOfShape', [lowering.ints(shape)]);
    // ScatterND takes int64 indices with a last axis that holds the coordinates of a row.
    const wide = lowering.emit('Cast', [indices!], { to: { int: 7 } });
    const rows = lowering.emit('Unsqueeze', [wide, lowering.ints([-1])]);
    const addTo = (sums: string, at: string, what: string) =>
      lowering.emit('ScatterND', [sums, at, what], { reduction: { string: 'add' } });

    const count = elementCount(staticShape(node.inputs[1]!.shape, 'scatterAdd'));
    const width = elementCount(shape.slice(1));
    const atOnce = Math.max(1, Math.floor(mostElements / width));
    if (count <= atOnce) return addTo(start, rows, updates!);
    const pieces = Math.ceil(count / atOnce);
    const sizes = lowering.ints(
      Array.from({ length: pieces }, (_, i) => Math.min(atOnce, count - i * atOnce)),
    );
    const cut = (x: string, itemShape: readonly number[]) => {
      const flat = lowering.emit('Reshape', [x, lowering.ints([count, ...itemShape])]);
      return lowering.emitAll('Split', [flat, sizes], pieces, { axis: { int: 0 } });
    };
    const [at, what] = [cut(rows, [1]), cut(updates!, shape.slice(1))];
    return at.reduce((sums, piece, i) => addTo(sums, piece, what[i]!), start);
  },
  evaluate([updates, indices, onto], _, { dtype, shape }) {
    const width = elementCount(shape.slice(1));
    const data = storage(dtype, onto?.data ?? elementCount(shape));
    for (let i = 0; i < indices!.data.length; i++)
      for (let j = 0; j < width; j++) data[indices!.data[i]! * width + j]! += updates!.data[i * width + j]!;
    return { dtype, shape, data };
  },
  cases(draw) {
    const rows = draw.int(2, 5);
    return [
      { inputs: [draw.real([6, 3]), draw.index([6], rows)], build: (x, i) => scatterAdd(x!, i!, rows) },
      { inputs: [draw.real([2, 3]), draw.index([2, 3], rows)], build: (x, i) => scatterAdd(x!, i!, rows) },
      {
        inputs: [draw.real([6, 3]), draw.real([rows, 3]), draw.index([6], rows)],
        build: (x, onto, i) => scatterAdd(x!, i!, rows, onto!),
      },
    ];
  },
});

/**
 * Rows to which each update is added at its index: the transpose of `gather`. Shapes: [I…, …] → [rows, …].
 *
 * @param onto The rows at first, zeros by default.
 */
export const scatterAdd = Object.assign(
  (updates: Value, indices: Value, rows: number, onto?: Value): Value =>
    makeValue(op, onto ? [updates, indices, onto] : [updates, indices], { rows }),
  { op, mostElements },
);
