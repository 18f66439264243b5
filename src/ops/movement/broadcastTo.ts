import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { broadcastShapes, sameShape, shapeText } from '../../util/shape.ts';
import { mapBroadcast, unbroadcast } from '../elementwise/broadcast.ts';
import { alignedInputs } from '../batching.ts';

const op: Op<{ readonly shape: readonly number[] }> = defineOp({
  name: 'broadcastTo',
  infer([x], { shape }) {
    if (!sameShape(broadcastShapes(x!.shape, shape, 'broadcastTo'), shape))
      throw new ShapeError(
        `broadcastTo: ${shapeText(x!.shape)} must broadcast to the target. Received ${shapeText(shape)}.`,
      );
    return { dtype: x!.dtype, shape };
  },
  vjp: (node, cotangent) => [unbroadcast(cotangent, node.inputs[0]!)],
  vmap: (node, batching) =>
    broadcastTo(alignedInputs(node, batching)[0]!, [batching.count, ...node.attributes.shape]),
  lower: (lowering, [x], { attributes: { shape } }) => lowering.emit('Expand', [x!, lowering.ints(shape)]),
  evaluate: (inputs, _, type) => mapBroadcast(inputs, type, (x) => x!),
  cases(draw) {
    const [a, b, c] = draw.shape(3) as [number, number, number];
    return [
      { inputs: [draw.real([b, 1])], build: (x) => broadcastTo(x!, [a, b, c]) },
      { inputs: [draw.real([])], build: (x) => broadcastTo(x!, [a, b]) },
    ];
  },
});

/** The tensor repeated along new axes and axes of 1, as NumPy's `broadcast_to`. */
export const broadcastTo = Object.assign(
  (x: Value, shape: readonly number[]): Value =>
    sameShape(x.shape, shape) ? x : makeValue(op, [x], { shape }),
  { op },
);
