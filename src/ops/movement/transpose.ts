import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { stridesOf } from '../../util/shape.ts';

const op: Op<{ readonly permutation: readonly number[] }> = defineOp({
  name: 'transpose',
  infer([x], { permutation }) {
    if ([...permutation].sort((a, b) => a - b).join() !== x!.shape.map((_, axis) => axis).join())
      throw new ShapeError(
        `transpose: the permutation must name each of ${x!.shape.length} axes once. Received [${permutation.join(', ')}].`,
      );
    return { dtype: x!.dtype, shape: permutation.map((axis) => x!.shape[axis]!) };
  },
  vjp(node, cotangent) {
    const { permutation } = node.attributes;
    return [
      transpose(
        cotangent,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  },
  vmap: ({ attributes: { permutation } }, { inputs }) =>
    transpose(inputs[0]!, [0, ...permutation.map((axis) => axis + 1)]),
  lower: (lowering, inputs, { attributes: { permutation } }) =>
    lowering.emit('Transpose', inputs, { perm: { ints: permutation } }),
  evaluate([x], { permutation }, { dtype, shape }) {
    const data = storage(dtype, x!.data.length);
    const from = stridesOf(x!.shape);
    const to = stridesOf(shape);
    for (let flat = 0; flat < data.length; flat++) {
      let source = 0;
      for (let axis = 0; axis < shape.length; axis++)
        source += (Math.floor(flat / to[axis]!) % shape[axis]!) * from[permutation[axis]!]!;
      data[flat] = x!.data[source]!;
    }
    return { dtype, shape, data };
  },
  cases: (draw) => [
    { inputs: [draw.real(draw.shape(3))], build: (x) => transpose(x!, [2, 0, 1]) },
    { inputs: [draw.real(draw.shape(2))], build: (x) => transpose(x!, [1, 0]) },
  ],
});

/** The axes in another order: axis i of the result is axis `permutation[i]` of x. */
export const transpose = Object.assign(
  (x: Value, permutation: readonly number[]): Value => makeValue(op, [x], { permutation }),
  { op },
);
