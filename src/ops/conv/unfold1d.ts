import type { Op, Value } from '../../graph/types.ts';
import { constant, defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticDim, staticShape } from '../../util/shape.ts';
import { scatterAdd } from '../gather/scatterAdd.ts';
import { reshape } from '../movement/reshape.ts';

/** Positions [windows, kernelSize] that each window covers, and the same of every example where a batch is given. */
const positions = (windows: number, kernelSize: number, length = 0, batch = 1): Int32Array =>
  Int32Array.from({ length: batch * windows * kernelSize }, (_, i) => {
    const window = Math.floor(i / kernelSize);
    return Math.floor(window / windows) * length + (window % windows) + (i % kernelSize);
  });

const op: Op<{ readonly kernelSize: number }> = defineOp({
  name: 'unfold1d',
  infer([x], { kernelSize }) {
    if (x!.dtype !== 'float32' || x!.shape.length !== 3)
      throw new ShapeError(
        `unfold1d: x must be float32 [N, L, D]. Received ${x!.dtype}${shapeText(x!.shape)}.`,
      );
    const [length, depth] = [staticDim(x!.shape, 1, 'unfold1d'), staticDim(x!.shape, 2, 'unfold1d')];
    if (!Number.isInteger(kernelSize) || kernelSize < 1 || kernelSize > length)
      throw new ShapeError(`unfold1d: a window of ${kernelSize} must fit. Received ${shapeText(x!.shape)}.`);
    return { dtype: 'float32', shape: [x!.shape[0]!, length - kernelSize + 1, kernelSize * depth] };
  },
  vjp(node, cotangent) {
    const { kernelSize } = node.attributes;
    const [batch, length, depth] = staticShape(node.inputs[0]!.shape, 'unfold1d gradient') as Triple;
    const windows = length - kernelSize + 1;
    const rows = positions(windows, kernelSize, length, batch);
    const folded = scatterAdd(
      reshape(cotangent, [rows.length, depth]),
      constant(rows, [rows.length], 'int32'),
      batch * length,
    );
    return [reshape(folded, [batch, length, depth])];
  },
  lower(lowering, [x], node) {
    const { kernelSize } = node.attributes;
    const [, windows, width] = node.shape as Triple;
    // One copy of rows beats a slice for each place in the window and their concatenation.
    const rows = lowering.constant({
      type: 'int32',
      dims: [windows, kernelSize],
      data: positions(windows, kernelSize),
    });
    const gathered = lowering.emit('Gather', [x!, rows], { axis: { int: 1 } });
    return lowering.emit('Reshape', [gathered, lowering.ints([-1, windows, width])]);
  },
  evaluate([x], _, { dtype, shape }) {
    const [batch, windows, width] = shape as Triple;
    const [, length, depth] = x!.shape as Triple;
    const data = storage(dtype, elementCount(shape));
    for (let n = 0; n < batch; n++)
      for (let t = 0; t < windows; t++) {
        const from = (n * length + t) * depth;
        data.set(x!.data.subarray(from, from + width), (n * windows + t) * width);
      }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, d] = draw.shape(2) as [number, number];
    return [
      { inputs: [draw.real([n, 6, d])], build: (x) => unfold1d(x!, 3) },
      { inputs: [draw.real([n, 4, d])], build: (x) => unfold1d(x!, 4) },
      { inputs: [draw.real([n, 3, d])], build: (x) => unfold1d(x!, 1) },
    ];
  },
});

type Triple = [number, number, number];

/**
 * All windows of a sequence, each as one row: what a convolution along time multiplies by its kernel.
 *
 * Shapes: [N, L, D] → [N, L − kernelSize + 1, kernelSize · D]. The batch may be free.
 */
export const unfold1d = Object.assign(
  (x: Value, kernelSize: number): Value => makeValue(op, [x], { kernelSize }),
  { op },
);
