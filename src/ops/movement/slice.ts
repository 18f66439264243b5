import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, normalAxis, shapeText, staticDim, stridesOf } from '../../util/shape.ts';
import { pad } from './pad.ts';

interface Attributes {
  readonly axis: number;
  /** First index taken. */
  readonly start: number;
  /** Number of indices taken. */
  readonly count: number;
  /** Distance between them; negative walks backwards. */
  readonly step: number;
}

const op: Op<Attributes> = defineOp({
  name: 'slice',
  infer([x], { axis, start, count, step }) {
    const size = staticDim(x!.shape, axis, 'slice');
    const last = start + (count - 1) * step;
    if (count < 1 || start < 0 || start >= size || last < 0 || last >= size || step === 0)
      throw new ShapeError(
        `slice: indices ${start} to ${last} must lie in axis ${axis} of ${shapeText(x!.shape)}.`,
      );
    return { dtype: x!.dtype, shape: x!.shape.map((dim, i) => (i === axis ? count : dim)) };
  },
  vjp(node, cotangent) {
    const { axis, start, count, step } = node.attributes;
    const size = staticDim(node.inputs[0]!.shape, axis, 'slice gradient');
    // A backward walk is a forward walk of the reversed cotangent.
    if (step < 0) {
      const reversed = slice(cotangent, axis, { start: count - 1, count, step: -1 });
      const first = start + (count - 1) * step;
      return [scatter(reversed, axis, first, count, -step, size)];
    }
    return [scatter(cotangent, axis, start, count, step, size)];
  },
  vmap: ({ attributes }, { inputs }) => makeValue(op, inputs, { ...attributes, axis: attributes.axis + 1 }),
  lower(lowering, [x], { attributes: { axis, start, count, step } }) {
    // An end of −1 would count from the back, so a backward walk to index 0 ends "before the beginning".
    const end = start + (count - 1) * step + Math.sign(step);
    return lowering.emit('Slice', [
      x!,
      lowering.ints([start]),
      lowering.ints([end < 0 ? -0x7fffffff : end]),
      lowering.ints([axis]),
      lowering.ints([step]),
    ]);
  },
  evaluate([x], { axis, start, step }, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape));
    const from = stridesOf(x!.shape);
    const to = stridesOf(shape);
    for (let flat = 0; flat < data.length; flat++) {
      let source = 0;
      for (let i = 0; i < shape.length; i++) {
        const position = Math.floor(flat / to[i]!) % shape[i]!;
        source += (i === axis ? start + position * step : position) * from[i]!;
      }
      data[flat] = x!.data[source]!;
    }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [a, b] = draw.shape(2) as [number, number];
    return [
      { inputs: [draw.real([a, 7, b])], build: (x) => slice(x!, 1, { start: 1, count: 3, step: 2 }) },
      { inputs: [draw.real([a, 6])], build: (x) => slice(x!, 1, { start: 5, count: 6, step: -1 }) },
      { inputs: [draw.real([8, b])], build: (x) => slice(x!, 0, { start: 6, count: 3, step: -2 }) },
    ];
  },
});

/** Puts the elements of `x` at start, start+step, … of an axis of `size` zeros: the transpose of slicing. */
function scatter(x: Value, axis: number, start: number, count: number, step: number, size: number): Value {
  const last = start + (count - 1) * step;
  return pad(x, axis, { before: start, after: size - 1 - last, between: step - 1 });
}

/** `count` indices of one axis from `start` by `step` (1 by default; −1 reverses). Shapes: the axis becomes `count`. */
export const slice = Object.assign(
  (
    x: Value,
    axis: number,
    options: { readonly start?: number; readonly count: number; readonly step?: number },
  ): Value => {
    const { start = 0, count, step = 1 } = options;
    const normal = normalAxis(axis, x.shape.length, 'slice');
    // All of an axis is the tensor itself: a copy here would cost as much as an op.
    if (start === 0 && step === 1 && count === x.shape[normal]) return x;
    return makeValue(op, [x], { axis: normal, start, count, step });
  },
  { op },
);
