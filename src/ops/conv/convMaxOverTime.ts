import type { Op, Value } from '../../graph/types.ts';
import { constant, defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticShape } from '../../util/shape.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { gather } from '../gather/gather.ts';
import { scatterAdd } from '../gather/scatterAdd.ts';
import { matmul } from '../matmul/matmul.ts';
import { reshape } from '../movement/reshape.ts';
import { slice } from '../movement/slice.ts';
import { transpose } from '../movement/transpose.ts';
import { argMax } from '../reduce/argMax.ts';
import { unfold1d } from './unfold1d.ts';

type Triple = [number, number, number];

/**
 * The maximum over time of a convolution that is handed in: inputs x [N, L, D], w [k, D, F] and their convolution
 * y [N, T, F]. Only y is looked at going forward; going back the gradient goes straight to x and w.
 *
 * Of the T windows one wins for each example and filter, so the gradient of y is zero but for one in T elements. The
 * dense products with it cost as much as two forward passes; here the winners' windows are gathered (for w) and their
 * gradients scattered (for x), which takes about half the time for 50 words, 100 numbers a word and 100 filters.
 */
const op: Op<object> = defineOp({
  name: 'convMaxOverTime',
  infer([x, w, y]) {
    const [batch, windows, filters] = y!.shape;
    const [kernelSize, depth] = w!.shape;
    const fits =
      x!.shape.length === 3 &&
      w!.shape.length === 3 &&
      y!.shape.length === 3 &&
      x!.shape[2] === depth &&
      w!.shape[2] === filters &&
      typeof windows === 'number' &&
      x!.shape[1] === windows + (kernelSize as number) - 1;
    if (!fits)
      throw new ShapeError(
        `convMaxOverTime: x [N, L, D], w [k, D, F] and y [N, L − k + 1, F] must agree. ` +
          `Received ${[x!, w!, y!].map(({ shape }) => shapeText(shape)).join(', ')}.`,
      );
    return { dtype: 'float32', shape: [batch!, filters!] };
  },
  vjp(node, cotangent) {
    const [x, w, y] = node.inputs as [Value, Value, Value];
    const [batch, length, depth] = staticShape(x.shape, 'convMaxOverTime gradient') as Triple;
    const [kernelSize, , filters] = staticShape(w.shape, 'convMaxOverTime gradient') as Triple;
    // For each filter, example and place in its winning window: the row of x, [F, N, k].
    const first = add(
      transpose(argMax(y, 1), [1, 0]),
      constant(
        Array.from({ length: batch }, (_, n) => n * length),
        [batch],
        'int32',
      ),
    );
    const places = constant(
      Array.from({ length: kernelSize }, (_, j) => j),
      [kernelSize],
      'int32',
    );
    const rows = add(reshape(first, [filters, batch, 1]), places);
    const slopes = transpose(cotangent, [1, 0]);

    const winners = reshape(gather(reshape(x, [batch * length, depth]), rows), [
      filters,
      batch,
      kernelSize * depth,
    ]);
    const dw = matmul(reshape(slopes, [filters, 1, batch]), winners);

    const kernels = reshape(transpose(w, [2, 0, 1]), [filters, 1, kernelSize, depth]);
    const weights = reshape(slopes, [filters, batch, 1, 1]);
    // A few filters at a time: what they send is added while it is in the cache.
    const atOnce = Math.max(1, Math.floor(scatterAdd.mostElements / (batch * kernelSize * depth)));
    let dx: Value | undefined;
    for (let start = 0; start < filters; start += atOnce) {
      const some = { start, count: Math.min(atOnce, filters - start) };
      const parts = mul(slice(weights, 0, some), slice(kernels, 0, some));
      dx = scatterAdd(parts, slice(rows, 0, some), batch * length, dx);
    }
    return [
      reshape(dx!, [batch, length, depth]),
      transpose(reshape(dw, [filters, kernelSize, depth]), [1, 2, 0]),
      null,
    ];
  },
  lower: (lowering, [, , y]) =>
    lowering.emit('ReduceMax', [y!, lowering.ints([1])], { keepdims: { int: 0 } }),
  evaluate([, , y], _, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape)).fill(-Infinity);
    const [, windows, filters] = y!.shape as Triple;
    y!.data.forEach((value, i) => {
      const at = Math.floor(i / (windows * filters)) * filters + (i % filters);
      data[at] = Math.max(data[at]!, value);
    });
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, d, f] = draw.shape(3) as [number, number, number];
    return [
      {
        inputs: [draw.real([n, 6, d]), draw.real([3, d, f])],
        build: (x, w) => convMaxOverTime(x!, w!),
      },
      {
        inputs: [draw.real([n, 4, d]), draw.real([1, d, f])],
        build: (x, w) => convMaxOverTime(x!, w!),
      },
    ];
  },
});

/**
 * Convolution along time without padding, and the largest value of each filter: what Kim's networks read from a text.
 *
 *     y[n, f] = maxₜ Σⱼ x[n, t + j, :] · w[j, :, f]
 *
 * Shapes: x [N, L, D], w [k, D, F] → [N, F]. Of equal windows the first gets the gradient, as in PyTorch.
 */
export const convMaxOverTime = Object.assign(
  (x: Value, w: Value): Value => {
    const [kernelSize = 0, depth = 0, filters = 0] = staticShape(w.shape, 'convMaxOverTime');
    const y = matmul(unfold1d(x, kernelSize), reshape(w, [kernelSize * depth, filters]));
    return makeValue(op, [x, w, y], {});
  },
  { op },
);
