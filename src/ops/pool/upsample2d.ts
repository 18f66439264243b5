import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticDim } from '../../util/shape.ts';
import { sumPool2d } from './sumPool2d.ts';

interface Attributes {
  readonly factors: readonly [number, number];
}

const op: Op<Attributes> = defineOp({
  name: 'upsample2d',
  infer([x], { factors }) {
    if (x!.shape.length !== 4 || x!.dtype !== 'float32')
      throw new ShapeError(`upsample2d: x must be float32 [N, C, H, W]. Received ${shapeText(x!.shape)}.`);
    const [height, width] = [2, 3].map((axis, i) => staticDim(x!.shape, axis, 'upsample2d') * factors[i]!);
    return { dtype: 'float32', shape: [...x!.shape.slice(0, 2), height!, width!] };
  },
  vjp: (node, cotangent) => [sumPool2d(cotangent, node.attributes.factors)],
  // Resize beats Expand about sixfold here (measured on onnxruntime's CPU provider).
  lower: (lowering, [x], { attributes: { factors } }) =>
    lowering.emit(
      'Resize',
      [x!, '', lowering.constant({ type: 'float32', dims: [4], data: [1, 1, ...factors] })],
      {
        mode: { string: 'nearest' },
        coordinate_transformation_mode: { string: 'asymmetric' },
        nearest_mode: { string: 'floor' },
      },
    ),
  evaluate([x], { factors }, { dtype, shape }) {
    const [batch, channels, height, width] = shape as [number, number, number, number];
    const [, , xHeight, xWidth] = x!.shape as [number, number, number, number];
    const data = storage(dtype, elementCount(shape));
    let at = 0;
    for (let plane = 0; plane < batch * channels; plane++)
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++)
          data[at++] =
            x!.data[(plane * xHeight + Math.floor(i / factors[0])) * xWidth + Math.floor(j / factors[1])]!;
    return { dtype, shape, data };
  },
  cases: (draw) => [{ inputs: [draw.real(draw.shape(4))], build: (x) => upsample2d(x!, [2, 3]) }],
});

/** Each pixel repeated into a block. Shapes: [N, C, H, W] → [N, C, H·f₀, W·f₁]. */
export const upsample2d = Object.assign(
  (x: Value, factors: readonly [number, number]): Value => makeValue(op, [x], { factors }),
  { op },
);
