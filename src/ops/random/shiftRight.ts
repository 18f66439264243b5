import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { mapBroadcast } from '../elementwise/broadcast.ts';

const op: Op<{ readonly bits: number }> = defineOp({
  name: 'shiftRight',
  infer([x]) {
    if (x!.dtype !== 'uint32')
      throw new ShapeError(`shiftRight: the input must be uint32. Received ${x!.dtype}.`);
    return x!;
  },
  vjp: null,
  vmap: ({ attributes }, { inputs }) => makeValue(op, inputs, attributes),
  lower: (lowering, [x], { attributes: { bits } }) =>
    lowering.emit('BitShift', [x!, lowering.constant({ type: 'uint32', dims: [], data: [bits] })], {
      direction: { string: 'RIGHT' },
    }),
  evaluate: (inputs, { bits }, type) => mapBroadcast(inputs, type, (x) => x! >>> bits),
  cases: (draw) => [
    {
      inputs: [{ dtype: 'uint32', shape: [3], data: Uint32Array.of(draw.int(0, 1e9), 0xffffffff, 7) }],
      build: (x) => shiftRight(x!, 8),
    },
  ],
});

/** Each unsigned integer shifted right by a number of bits. */
export const shiftRight = Object.assign((x: Value, bits: number): Value => makeValue(op, [x], { bits }), {
  op,
});
