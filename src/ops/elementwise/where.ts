import type { Op, Value } from '../../graph/types.ts';
import { constant, defineOp, makeValue } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { broadcastShapes } from '../../util/shape.ts';
import { mapBroadcast, unbroadcast } from './broadcast.ts';
import { alignedInputs } from '../batching.ts';

const op: Op<object> = defineOp({
  name: 'where',
  infer([condition, a, b]) {
    if (condition!.dtype !== 'bool' || a!.dtype !== b!.dtype)
      throw new ShapeError(
        `where: takes a bool and two inputs of one type. Received ${condition!.dtype}, ${a!.dtype}, ${b!.dtype}.`,
      );
    const shape = broadcastShapes(broadcastShapes(condition!.shape, a!.shape, 'where'), b!.shape, 'where');
    return { dtype: a!.dtype, shape };
  },
  vjp(node, cotangent) {
    const [condition, a, b] = node.inputs as [Value, Value, Value];
    const zero = constant(0);
    return [
      null,
      unbroadcast(where(condition, cotangent, zero), a),
      unbroadcast(where(condition, zero, cotangent), b),
    ];
  },
  vmap: (node, batching) => makeValue(op, alignedInputs(node, batching), {}),
  lower: (lowering, inputs) => lowering.emit('Where', inputs),
  evaluate: (inputs, _, type) => mapBroadcast(inputs, type, (condition, a, b) => (condition ? a! : b!)),
  cases(draw) {
    const shape = draw.shape(3);
    return [
      {
        inputs: [draw.bool(shape), draw.real(shape), draw.real(shape)],
        build: (c, a, b) => where(c!, a!, b!),
      },
      {
        inputs: [draw.bool(shape), draw.real([]), draw.real(shape.slice(1))],
        build: (c, a, b) => where(c!, a!, b!),
      },
    ];
  },
});

/** a where the condition holds, else b; all three broadcast. */
export const where = Object.assign(
  (condition: Value, a: Value, b: Value): Value => makeValue(op, [condition, a, b], {}),
  { op },
);
