import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, sameShape, shapeText, type Dim, type Shape } from '../../util/shape.ts';

const known = (shape: Shape): number[] => shape.filter((dim): dim is number => typeof dim === 'number');
const free = (shape: Shape): Dim[] => shape.filter((dim) => typeof dim !== 'number');

const op: Op<{ readonly shape: Shape }> = defineOp({
  name: 'reshape',
  infer([x], { shape }) {
    const wrong = () =>
      new ShapeError(
        `reshape: the number of elements must stay. Received ${shapeText(x!.shape)} to ${shapeText(shape)}.`,
      );
    const have = elementCount(known(x!.shape));
    const want = elementCount(known(shape));
    const freeDims = free(shape);
    if (freeDims.length > 1)
      throw new ShapeError(`reshape: at most one dimension may be free. Received ${shapeText(shape)}.`);
    // A free dimension of the target is settled by an input whose dimensions are all known.
    if (freeDims.length === 1 && free(x!.shape).length === 0) {
      if (want === 0 || have % want !== 0) throw wrong();
      return { dtype: x!.dtype, shape: shape.map((dim) => (typeof dim === 'number' ? dim : have / want)) };
    }
    if (have !== want || !sameShape(free(x!.shape), freeDims)) throw wrong();
    return { dtype: x!.dtype, shape };
  },
  vjp: (node, cotangent) => [reshape(cotangent, node.inputs[0]!.shape)],
  vmap: ({ attributes: { shape } }, { inputs, count }) => reshape(inputs[0]!, [count, ...shape]),
  lower: (lowering, [x], { attributes: { shape } }) =>
    lowering.emit('Reshape', [x!, lowering.ints(shape.map((dim) => (typeof dim === 'number' ? dim : -1)))]),
  evaluate: ([x], _, { dtype, shape }) => ({ dtype, shape, data: x!.data }),
  cases(draw) {
    const [a, b] = draw.shape(2) as [number, number];
    return [
      { inputs: [draw.real([a, b, 2])], build: (x) => reshape(x!, [2 * b, a]) },
      { inputs: [draw.real([1])], build: (x) => reshape(x!, []) },
    ];
  },
});

/** The same elements in row-major order under another shape; one dimension of it may be free. */
export const reshape = Object.assign(
  (x: Value, shape: Shape): Value => (sameShape(x.shape, shape) ? x : makeValue(op, [x], { shape })),
  { op },
);
