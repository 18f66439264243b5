import { conv2d } from './conv2d.ts';
import { channelRows, weightGradient } from './weightGradient.ts';
import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, staticDim, type Shape } from '../../util/shape.ts';

interface Attributes {
  readonly strides: readonly [number, number];
  /** Pixels cut from the result: [top, left, bottom, right], the zeros that the convolution had added. */
  readonly pads: readonly [number, number, number, number];
  /** Height and width of the result. */
  readonly size: readonly [number, number];
}

const dims4 = (shape: Shape) =>
  [0, 1, 2, 3].map((axis) => staticDim(shape, axis, 'spreadConv2d')) as [number, number, number, number];

const op: Op<Attributes> = defineOp({
  name: 'spreadConv2d',
  infer([y, w], { strides, pads, size }) {
    const [batch, filters, outHeight, outWidth] = dims4(y!.shape);
    const [wFilters, channels, kernelHeight, kernelWidth] = dims4(w!.shape);
    const reached = [
      (outHeight - 1) * strides[0] + kernelHeight - pads[0] - pads[2],
      (outWidth - 1) * strides[1] + kernelWidth - pads[1] - pads[3],
    ];
    if (
      filters !== wFilters ||
      size.some((count, i) => count < reached[i]! || count >= reached[i]! + strides[i]!)
    )
      throw new ShapeError(
        `spreadConv2d: y ${shapeText(y!.shape)} must be a convolution of ${size.join(' by ')} pixels with weights ${shapeText(w!.shape)}.`,
      );
    return { dtype: 'float32', shape: [batch, channels, ...size] };
  },
  // The op is linear in both inputs, and the convolution is what is adjoint to it.
  vjp(node, cotangent) {
    const [y, w] = node.inputs as [Value, Value];
    const { strides, pads } = node.attributes;
    return [
      conv2d(cotangent, w, { strides, pads }),
      weightGradient(cotangent, w, y, channelRows(y), strides, pads),
    ];
  },
  lower(lowering, inputs, node) {
    const { strides, pads, size } = node.attributes;
    const [, , ...out] = dims4(node.inputs[0]!.shape);
    const [, , ...kernel] = dims4(node.inputs[1]!.shape);
    const beyond = [0, 1].map(
      (i) => size[i]! - ((out[i]! - 1) * strides[i]! + kernel[i]! - pads[i]! - pads[i + 2]!),
    );
    return lowering.emit('ConvTranspose', inputs, {
      kernel_shape: { ints: kernel },
      strides: { ints: strides },
      pads: { ints: pads },
      output_padding: { ints: beyond },
    });
  },
  evaluate([y, w], { strides, pads }, { dtype, shape }) {
    const [batch, filters, outHeight, outWidth] = dims4(y!.shape);
    const [, channels, kernelHeight, kernelWidth] = dims4(w!.shape);
    const [, , height, width] = dims4(shape);
    const data = storage(dtype, elementCount(shape));
    let at = 0;
    for (let n = 0; n < batch; n++)
      for (let f = 0; f < filters; f++)
        for (let i = 0; i < outHeight; i++)
          for (let j = 0; j < outWidth; j++) {
            const value = y!.data[at++]!;
            for (let c = 0; c < channels; c++)
              for (let a = 0; a < kernelHeight; a++) {
                const row = i * strides[0] + a - pads[0];
                if (row < 0 || row >= height) continue;
                for (let b = 0; b < kernelWidth; b++) {
                  const column = j * strides[1] + b - pads[1];
                  if (column < 0 || column >= width) continue;
                  data[((n * channels + c) * height + row) * width + column]! +=
                    value * w!.data[((f * channels + c) * kernelHeight + a) * kernelWidth + b]!;
                }
              }
          }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, c, f] = draw.shape(3) as [number, number, number];
    return [
      {
        inputs: [draw.real([n, f, 3, 2]), draw.real([f, c, 3, 3])],
        build: (y, w) => spreadConv2d(y!, w!, { strides: [2, 2], pads: [1, 1, 1, 1], size: [6, 3] }),
      },
      {
        inputs: [draw.real([n, f, 2, 3]), draw.real([f, c, 1, 2])],
        build: (y, w) => spreadConv2d(y!, w!, { strides: [3, 2], pads: [0, 0, 0, 1], size: [5, 6] }),
      },
    ];
  },
});

/**
 * The transposed convolution: each element of y spreads a kernel of its weight over the result, where a convolution
 * would have gathered it from. It is the gradient of `conv2d` by its input.
 *
 * Shapes: y [N, filters, H′, W′], weights [filters, C, kH, kW] → [N, C, H, W] with `size` = [H, W].
 *
 * @throws {ShapeError} no convolution with these strides and pads takes `size` pixels to y.
 */
export const spreadConv2d = Object.assign(
  (y: Value, weights: Value, options: Attributes): Value => makeValue(op, [y, weights], options),
  { op },
);
