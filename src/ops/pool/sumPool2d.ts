import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticDim } from '../../util/shape.ts';
import { upsample2d } from './upsample2d.ts';

interface Attributes {
  readonly poolSize: readonly [number, number];
}

/** Widest result whose windows are summed in one product. */
const widestBand = 64;

const op: Op<Attributes> = defineOp({
  name: 'sumPool2d',
  infer([x], { poolSize }) {
    const sizes = [2, 3].map((axis) => staticDim(x!.shape, axis, 'sumPool2d'));
    if (x!.shape.length !== 4 || sizes.some((size, i) => size % poolSize[i]! !== 0))
      throw new ShapeError(
        `sumPool2d: windows of ${poolSize.join(' by ')} must tile the picture. Received ${shapeText(x!.shape)}.`,
      );
    return { dtype: 'float32', shape: [...x!.shape.slice(0, 2), ...sizes.map((s, i) => s / poolSize[i]!)] };
  },
  vjp: (node, cotangent) => [upsample2d(cotangent, node.attributes.poolSize)],
  lower(lowering, [x], node) {
    const [high, wide] = node.attributes.poolSize;
    const [batch, channels, height, width] = node.shape as [number, number, number, number];
    // A product with a band of ones runs vectorized, where onnxruntime's AveragePool of so small a window takes several
    // times as long. Up to a width the band takes the rows of a window too; beyond, that would be mostly zeros.
    const together = width <= widestBand;
    const band = (above: number): string => {
      const across = width * wide;
      const data = new Float32Array(above * across * width);
      for (let i = 0; i < above * across; i++) data[i * width + Math.floor((i % across) / wide)] = 1;
      return lowering.constant({ type: 'float32', dims: [above * across, width], data });
    };
    let product: string;
    if (together) {
      const windows = lowering.emit('Reshape', [x!, lowering.ints([-1, high * width * wide])]);
      product = lowering.emit('MatMul', [windows, band(high)]);
    } else {
      const rows = lowering.emit('Reshape', [x!, lowering.ints([-1, high, width * wide])]);
      const summed = lowering.emit('ReduceSum', [rows, lowering.ints([1])], { keepdims: { int: 0 } });
      product = lowering.emit('MatMul', [summed, band(1)]);
    }
    return lowering.emit('Reshape', [product, lowering.ints([batch, channels, height, width])]);
  },
  evaluate([x], { poolSize }, { dtype, shape }) {
    const [batch, channels, height, width] = shape as [number, number, number, number];
    const [, , xHeight, xWidth] = x!.shape as [number, number, number, number];
    const data = storage(dtype, elementCount(shape));
    for (let plane = 0; plane < batch * channels; plane++)
      for (let i = 0; i < xHeight; i++)
        for (let j = 0; j < xWidth; j++)
          data[(plane * height + Math.floor(i / poolSize[0])) * width + Math.floor(j / poolSize[1])]! +=
            x!.data[(plane * xHeight + i) * xWidth + j]!;
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, c, h, w] = draw.shape(4) as [number, number, number, number];
    return [
      { inputs: [draw.real([n, c, 2 * h, 3 * w])], build: (x) => sumPool2d(x!, [2, 3]) },
      {
        inputs: [draw.real([1, 1, 4, 2 * (widestBand + w)])],
        build: (x) => sumPool2d(x!, [2, 2]),
      },
    ];
  },
});

/** Sum of each window of a picture that the windows tile. Shapes: [N, C, H, W] → [N, C, H/p₀, W/p₁]. */
export const sumPool2d = Object.assign(
  (x: Value, poolSize: readonly [number, number]): Value => makeValue(op, [x], { poolSize }),
  { op },
);
