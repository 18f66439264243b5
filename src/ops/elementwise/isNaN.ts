import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue } from '../../graph/value.ts';
import { mapBroadcast } from './broadcast.ts';

const op: Op<object> = defineOp({
  name: 'isNaN',
  infer: ([x]) => ({ dtype: 'bool', shape: x!.shape }),
  vjp: null,
  vmap: (_, { inputs }) => makeValue(op, inputs, {}),
  lower: (lowering, inputs) => lowering.emit('IsNaN', inputs),
  evaluate: (inputs, _, type) => mapBroadcast(inputs, type, (x) => Number(Number.isNaN(x!))),
  cases(draw) {
    const x = draw.real([3, 4]);
    x.data[draw.int(0, 11)] = NaN;
    return [{ inputs: [x], build: (value) => isNaN(value!) }];
  },
});

/** Whether an element is not a number: how a missing value arrives in a table. */
export const isNaN = Object.assign((x: Value): Value => makeValue(op, [x], {}), { op });
