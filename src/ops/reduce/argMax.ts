import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, normalAxis, staticDim, stridesOf } from '../../util/shape.ts';

const op: Op<{ readonly axis: number }> = defineOp({
  name: 'argMax',
  infer([x], { axis }) {
    if (x!.dtype !== 'float32')
      throw new ShapeError(`argMax: the input must be float32. Received ${x!.dtype}.`);
    staticDim(x!.shape, axis, 'argMax');
    return { dtype: 'int32', shape: x!.shape.filter((_, i) => i !== axis) };
  },
  vjp: null,
  vmap: ({ attributes: { axis } }, { inputs }) => makeValue(op, inputs, { axis: axis + 1 }),
  lower(lowering, [x], { attributes: { axis } }) {
    const wide = lowering.emit('ArgMax', [x!], { axis: { int: axis }, keepdims: { int: 0 } });
    return lowering.emit('Cast', [wide], { to: { int: 6 } });
  },
  evaluate([x], { axis }, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape));
    const stride = stridesOf(x!.shape)[axis]!;
    const size = x!.shape[axis]!;
    for (let flat = 0; flat < data.length; flat++) {
      const first = Math.floor(flat / stride) * stride * size + (flat % stride);
      let best = 0;
      for (let i = 1; i < size; i++)
        if (x!.data[first + i * stride]! > x!.data[first + best * stride]!) best = i;
      data[flat] = best;
    }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [a, b] = draw.shape(2) as [number, number];
    return [
      { inputs: [draw.real([a, 5, b])], build: (x) => argMax(x!, 1) },
      { inputs: [draw.real([a, 4])], build: (x) => argMax(x!, -1) },
    ];
  },
});

/** Place of the largest element along an axis, the first of equal ones. Shapes: [a, n, b] → int32 [a, b]. No gradient. */
export const argMax = Object.assign(
  (x: Value, axis: number): Value => makeValue(op, [x], { axis: normalAxis(axis, x.shape.length, 'argMax') }),
  { op },
);
