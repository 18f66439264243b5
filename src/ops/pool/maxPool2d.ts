import type { Op } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import type { Value } from '../../graph/types.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticDim } from '../../util/shape.ts';
import { cast } from '../elementwise/cast.ts';
import { div } from '../elementwise/div.ts';
import { equal } from '../elementwise/equal.ts';
import { mul } from '../elementwise/mul.ts';
import { pad } from '../movement/pad.ts';
import { slice } from '../movement/slice.ts';
import { sumPool2d } from './sumPool2d.ts';
import { upsample2d } from './upsample2d.ts';

interface Attributes {
  readonly poolSize: readonly [number, number];
}

const op: Op<Attributes> = defineOp({
  name: 'maxPool2d',
  infer([x], { poolSize }) {
    if (x!.shape.length !== 4 || x!.dtype !== 'float32')
      throw new ShapeError(`maxPool2d: x must be float32 [N, C, H, W]. Received ${shapeText(x!.shape)}.`);
    const [height, width] = [2, 3].map((axis, i) =>
      Math.floor(staticDim(x!.shape, axis, 'maxPool2d') / poolSize[i]!),
    ) as [number, number];
    if (height < 1 || width < 1)
      throw new ShapeError(
        `maxPool2d: windows of ${poolSize.join(' by ')} must fit. Received ${shapeText(x!.shape)}.`,
      );
    return { dtype: 'float32', shape: [...x!.shape.slice(0, 2), height, width] };
  },
  vjp(node, cotangent) {
    const { poolSize } = node.attributes;
    const x = node.inputs[0]!;
    const covered = [2, 3].map((axis, i) => staticDim(node.shape, axis, 'maxPool2d') * poolSize[i]!) as [
      number,
      number,
    ];
    const inside = slice(slice(x, 2, { count: covered[0] }), 3, { count: covered[1] });
    const winners = cast(equal(inside, upsample2d(node, poolSize)), 'float32');
    const share = div(cotangent, sumPool2d(winners, poolSize));
    const spread = mul(winners, upsample2d(share, poolSize));
    const [below, right] = [2, 3].map((axis, i) => staticDim(x.shape, axis, 'maxPool2d') - covered[i]!);
    return [pad(pad(spread, 2, { after: below! }), 3, { after: right! })];
  },
  lower: (lowering, inputs, { attributes: { poolSize } }) =>
    lowering.emit('MaxPool', inputs, { kernel_shape: { ints: poolSize }, strides: { ints: poolSize } }),
  evaluate([x], { poolSize }, { dtype, shape }) {
    const [batch, channels, height, width] = shape as [number, number, number, number];
    const [, , xHeight, xWidth] = x!.shape as [number, number, number, number];
    const data = storage(dtype, elementCount(shape)).fill(-Infinity);
    for (let plane = 0; plane < batch * channels; plane++)
      for (let i = 0; i < height * poolSize[0]; i++)
        for (let j = 0; j < width * poolSize[1]; j++) {
          const at = (plane * height + Math.floor(i / poolSize[0])) * width + Math.floor(j / poolSize[1]);
          data[at] = Math.max(data[at]!, x!.data[(plane * xHeight + i) * xWidth + j]!);
        }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, c] = draw.shape(2) as [number, number];
    return [
      { inputs: [draw.real([n, c, 4, 6])], build: (x) => maxPool2d(x!, [2, 2]) },
      { inputs: [draw.real([n, c, 5, 7])], build: (x) => maxPool2d(x!, [2, 3]) },
    ];
  },
});

/**
 * Largest value of each window; windows do not overlap, a remainder at the far sides is left out.
 *
 * Shapes: [N, C, H, W] → [N, C, ⌊H/pH⌋, ⌊W/pW⌋].
 * Ties: the gradient is shared equally between equal maxima. PyTorch sends it to the first; the sum over a window is
 * the same, and on flat regions (the background of a digit) sharing is free of the drift towards one corner.
 */
export const maxPool2d = Object.assign(
  (x: Value, poolSize: readonly [number, number]): Value => makeValue(op, [x], { poolSize }),
  { op },
);
