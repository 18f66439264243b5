// shared within this room
import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { mapBroadcast } from './broadcast.ts';

/** A function that makes nodes of one op, with the op beside it for whoever walks the folder. */
export type UnaryOp = ((x: Value) => Value) & { readonly op: Op };

/**
 * A real function of one real variable, applied to each element.
 *
 * @param definition.vjp From (cotangent ȳ, x, y): ȳ · f′(x).
 * @param definition.domain Where the contract test draws x: away from kinks and poles.
 */
export function unary(definition: {
  readonly name: string;
  readonly onnx: string;
  readonly evaluate: (x: number) => number;
  readonly vjp: ((cotangent: Value, x: Value, y: Value) => Value) | null;
  readonly domain?: readonly [number, number];
  /** Whether the function has a kink at 0; the contract test then draws on both sides of it, not near it. */
  readonly hasKink?: boolean;
}): UnaryOp {
  const { name, onnx, evaluate, vjp, domain = [-2, 2], hasKink = false } = definition;
  const op: Op<object> = defineOp({
    name,
    infer([x]) {
      if (x!.dtype !== 'float32')
        throw new ShapeError(`${name}: the input must be float32. Received ${x!.dtype}.`);
      return x!;
    },
    vjp: vjp && ((node, cotangent) => [vjp(cotangent, node.inputs[0]!, node)]),
    vmap: (_, { inputs }) => makeValue(op, inputs, {}),
    lower: (lowering, inputs) => lowering.emit(onnx, inputs),
    evaluate: (inputs, _, type) => mapBroadcast(inputs, type, evaluate),
    cases(draw) {
      const x = draw.real(draw.shape(draw.int(2, 4)), ...domain);
      if (hasKink) x.data.forEach((value, i) => (x.data[i] = value + (value < 0 ? -0.25 : 0.25)));
      return [{ inputs: [x], build: (value) => makeValue(op, [value!], {}) }];
    },
  });
  return Object.assign((x: Value) => makeValue(op, [x], {}), { op });
}
