// shared within this room
import type { ElementType, NdArray, CaseDraw, Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue } from '../../graph/value.ts';
import { constant } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { broadcastShapes } from '../../util/shape.ts';
import { mapBroadcast, unbroadcast } from './broadcast.ts';
import { alignedInputs } from '../batching.ts';

/** A function that makes nodes of one op; a plain number stands for a constant of the other side's type. */
export type BinaryOp = ((a: Value | number, b: Value | number) => Value) & { readonly op: Op };

/**
 * A function of two variables, applied elementwise with NumPy broadcasting.
 *
 * @param definition.result Element type of the result; the inputs' own by default.
 * @param definition.vjp From (cotangent, a, b, y): the cotangents of a and b before they are summed over broadcast axes.
 */
export function binary(definition: {
  readonly name: string;
  readonly onnx: string;
  readonly accepts: readonly ElementType[];
  readonly result?: ElementType;
  readonly evaluate: (a: number, b: number) => number;
  readonly vjp: ((cotangent: Value, a: Value, b: Value, y: Value) => readonly [Value, Value]) | null;
  readonly draw?: (draw: CaseDraw, shape: readonly number[], side: 0 | 1) => NdArray;
}): BinaryOp {
  const { name, onnx, accepts, result, evaluate, vjp, draw: drawSide } = definition;
  const op: Op<object> = defineOp({
    name,
    infer(inputs) {
      const [a, b] = inputs as [Value, Value];
      if (a.dtype !== b.dtype || !accepts.includes(a.dtype))
        throw new ShapeError(
          `${name}: both inputs must have one type out of ${accepts.join(', ')}. Received ${a.dtype} and ${b.dtype}.`,
        );
      return { dtype: result ?? a.dtype, shape: broadcastShapes(a.shape, b.shape, name) };
    },
    vjp:
      vjp &&
      ((node, cotangent) => {
        const [a, b] = node.inputs as [Value, Value];
        const [da, db] = vjp(cotangent, a, b, node);
        return [unbroadcast(da, a), unbroadcast(db, b)];
      }),
    vmap: (node, batching) => makeValue(op, alignedInputs(node, batching), {}),
    lower: (lowering, inputs) => lowering.emit(onnx, inputs),
    evaluate: (inputs, _, type) => mapBroadcast(inputs, type, evaluate),
    cases(draw) {
      const shape = draw.shape(3);
      const partner = draw.int(0, 1) === 0 ? shape.slice(1) : shape.map((dim, i) => (i === 1 ? 1 : dim));
      const side = drawSide ?? ((_draw: CaseDraw, dims: readonly number[]) => draw.real(dims));
      return [
        {
          inputs: [side(draw, shape, 0), side(draw, shape, 1)],
          build: (a, b) => makeValue(op, [a!, b!], {}),
        },
        {
          inputs: [side(draw, partner, 0), side(draw, shape, 1)],
          build: (a, b) => makeValue(op, [a!, b!], {}),
        },
        {
          inputs: [side(draw, shape, 0), side(draw, partner, 1)],
          build: (a, b) => makeValue(op, [a!, b!], {}),
        },
      ];
    },
  });
  const call = (a: Value | number, b: Value | number): Value => {
    const dtype = typeof a === 'number' ? (b as Value).dtype : a.dtype;
    const lift = (x: Value | number) => (typeof x === 'number' ? constant(x, [], dtype) : x);
    return makeValue(op, [lift(a), lift(b)], {});
  };
  return Object.assign(call, { op });
}
