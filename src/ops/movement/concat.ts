import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, normalAxis, shapeText, staticDim } from '../../util/shape.ts';
import { slice } from './slice.ts';
import { withRuns } from '../batching.ts';

const op: Op<{ readonly axis: number }> = defineOp({
  name: 'concat',
  infer(inputs, { axis }) {
    const [first, ...rest] = inputs;
    if (!first) throw new ShapeError('concat: at least one input is needed. Received none.');
    for (const other of rest)
      if (
        other.dtype !== first.dtype ||
        other.shape.length !== first.shape.length ||
        other.shape.some((dim, i) => i !== axis && dim !== first.shape[i])
      )
        throw new ShapeError(
          `concat: inputs must agree but for axis ${axis}. Received ${inputs.map((x) => x.dtype + shapeText(x.shape)).join(' and ')}.`,
        );
    const total = inputs.reduce((sum, x) => sum + staticDim(x.shape, axis, 'concat'), 0);
    return { dtype: first.dtype, shape: first.shape.map((dim, i) => (i === axis ? total : dim)) };
  },
  vjp(node, cotangent) {
    const { axis } = node.attributes;
    let start = 0;
    return node.inputs.map((x) => {
      const count = staticDim(x.shape, axis, 'concat gradient');
      const part = slice(cotangent, axis, { start, count });
      start += count;
      return part;
    });
  },
  vmap: ({ attributes: { axis } }, batching) =>
    concat(
      batching.inputs.map((_, i) => withRuns(batching, i)),
      axis + 1,
    ),
  lower: (lowering, inputs, { attributes: { axis } }) =>
    lowering.emit('Concat', inputs, { axis: { int: axis } }),
  evaluate(inputs, { axis }, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape));
    const inner = elementCount(shape.slice(axis + 1));
    const outer = elementCount(shape.slice(0, axis));
    let offset = 0;
    for (const x of inputs) {
      const run = x.shape[axis]! * inner;
      for (let block = 0; block < outer; block++)
        data.set(x.data.subarray(block * run, (block + 1) * run), block * shape[axis]! * inner + offset);
      offset += run;
    }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [a, b, c] = draw.shape(3) as [number, number, number];
    return [
      {
        inputs: [draw.real([a, b, 2]), draw.real([a, c, 2]), draw.real([a, 1, 2])],
        build: (x, y, z) => concat([x!, y!, z!], 1),
      },
      { inputs: [draw.real([a]), draw.real([b])], build: (x, y) => concat([x!, y!], 0) },
    ];
  },
});

/** Tensors side by side along an axis; the other dimensions must agree. */
export const concat = Object.assign(
  (values: readonly Value[], axis: number): Value =>
    values.length === 1
      ? values[0]!
      : makeValue(op, values, { axis: normalAxis(axis, values[0]?.shape.length ?? 1, 'concat') }),
  { op },
);
