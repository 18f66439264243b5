import type { Lowering, Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, normalAxis, staticDim, stridesOf } from '../../util/shape.ts';
import { slice } from './slice.ts';

interface Attributes {
  readonly axis: number;
  /** Zeros before the first element. */
  readonly before: number;
  readonly after: number;
  /** Zeros between neighbours. */
  readonly between: number;
}

const op: Op<Attributes> = defineOp({
  name: 'pad',
  infer([x], { axis, before, after, between }) {
    const size = staticDim(x!.shape, axis, 'pad');
    if (before < 0 || after < 0 || between < 0 || x!.dtype !== 'float32')
      throw new ShapeError(
        `pad: a float32 input and counts of 0 or more are needed. Received ${x!.dtype}, ${before}, ${after}, ${between}.`,
      );
    const padded = before + size + (size - 1) * between + after;
    return { dtype: 'float32', shape: x!.shape.map((dim, i) => (i === axis ? padded : dim)) };
  },
  vjp(node, cotangent) {
    const { axis, before, between } = node.attributes;
    const count = staticDim(node.inputs[0]!.shape, axis, 'pad gradient');
    return [slice(cotangent, axis, { start: before, count, step: between + 1 })];
  },
  vmap: ({ attributes }, { inputs }) => makeValue(op, inputs, { ...attributes, axis: attributes.axis + 1 }),
  lower(lowering, [x], node) {
    const { axis, before, after, between } = node.attributes;
    const rank = node.shape.length;
    if (between === 0) return padAxis(lowering, x!, rank, axis, before, after);
    // Zeros in between: pad a new axis behind this one, fold it in, and cut the zeros behind the last element.
    const shape = node.inputs[0]!.shape.map((dim) => (typeof dim === 'number' ? dim : -1));
    const unfolded = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
    const spread = lowering.emit('Reshape', [x!, lowering.ints(unfolded)]);
    const filled = padAxis(lowering, spread, rank + 1, axis + 1, 0, between);
    const folded = shape.map((dim, i) => (i === axis ? dim * (between + 1) : dim));
    const joined = lowering.emit('Reshape', [filled, lowering.ints(folded)]);
    return padAxis(lowering, joined, rank, axis, before, after - between);
  },
  evaluate([x], { axis, before, between }, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape));
    const from = stridesOf(x!.shape);
    const to = stridesOf(shape);
    for (let flat = 0; flat < x!.data.length; flat++) {
      let target = 0;
      for (let i = 0; i < shape.length; i++) {
        const position = Math.floor(flat / from[i]!) % x!.shape[i]!;
        target += (i === axis ? before + position * (between + 1) : position) * to[i]!;
      }
      data[target] = x!.data[flat]!;
    }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [a, b] = draw.shape(2) as [number, number];
    return [
      { inputs: [draw.real([a, b])], build: (x) => pad(x!, 1, { before: 2, after: 1 }) },
      { inputs: [draw.real([a, 3, b])], build: (x) => pad(x!, 1, { before: 1, after: 0, between: 2 }) },
    ];
  },
});

/** ONNX `Pad` of one axis; a negative count cuts. */
function padAxis(
  lowering: Lowering,
  x: string,
  rank: number,
  axis: number,
  before: number,
  after: number,
): string {
  if (before === 0 && after === 0) return x;
  const counts = new Array<number>(2 * rank).fill(0);
  counts[axis] = before;
  counts[rank + axis] = after;
  return lowering.emit('Pad', [x, lowering.ints(counts)]);
}

/** Zeros before, after and between the elements of one axis. */
export const pad = Object.assign(
  (
    x: Value,
    axis: number,
    options: { readonly before?: number; readonly after?: number; readonly between?: number },
  ): Value => {
    const { before = 0, after = 0, between = 0 } = options;
    if (before === 0 && after === 0 && between === 0) return x;
    return makeValue(op, [x], { axis: normalAxis(axis, x.shape.length, 'pad'), before, after, between });
  },
  { op },
);
