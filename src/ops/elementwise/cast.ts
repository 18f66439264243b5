import type { ElementType, Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';

// Numbers of the ONNX type enumeration (TensorProto.DataType).
const onnxType: Record<ElementType, number> = { float32: 1, int32: 6, bool: 9, uint32: 12 };

const op: Op<{ readonly to: ElementType }> = defineOp({
  name: 'cast',
  infer: ([x], { to }) => ({ dtype: to, shape: x!.shape }),
  vjp: null,
  vmap: ({ attributes }, { inputs }) => makeValue(op, inputs, attributes),
  lower: (lowering, inputs, { attributes: { to } }) =>
    lowering.emit('Cast', inputs, { to: { int: onnxType[to] } }),
  evaluate([x], { to }, { shape }) {
    const data = storage(to, x!.data.length);
    for (let i = 0; i < data.length; i++) data[i] = to === 'bool' ? Number(x!.data[i] !== 0) : x!.data[i]!;
    return { dtype: to, shape, data };
  },
  cases: (draw) => [
    { inputs: [draw.index(draw.shape(2), 9)], build: (x) => cast(x!, 'float32') },
    { inputs: [draw.bool(draw.shape(2))], build: (x) => cast(x!, 'float32') },
    { inputs: [draw.real(draw.shape(2), 0, 9)], build: (x) => cast(x!, 'int32') },
  ],
});

/** The same elements in another type: real to integer cuts towards 0, to bool asks whether it is not 0. No gradient. */
export const cast = Object.assign((x: Value, to: ElementType): Value => makeValue(op, [x], { to }), { op });
