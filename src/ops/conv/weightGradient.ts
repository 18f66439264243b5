// shared within this room
import type { Value } from '../../graph/types.ts';
import { staticDim } from '../../util/shape.ts';
import { matmul } from '../matmul/matmul.ts';
import { concat } from '../movement/concat.ts';
import { pad2d } from '../movement/pad2d.ts';
import { reshape } from '../movement/reshape.ts';
import { slice } from '../movement/slice.ts';
import { transpose } from '../movement/transpose.ts';

const sizesOf = (x: Value) =>
  [0, 1, 2, 3].map((axis) => staticDim(x.shape, axis, 'conv2d gradient')) as [number, number, number, number];

/** [N, C, H, W] → [C, N · H · W]: one row a channel. */
export function channelRows(x: Value): Value {
  const [batch, channels, height, width] = sizesOf(x);
  const first = channels === 1 ? x : transpose(x, [1, 0, 2, 3]);
  return reshape(first, [channels, batch * height * width]);
}

/** Zeros that the flat form multiplies in vain may be this share of the work, before cutting windows is cheaper. */
const mostPadding = 1.35;

/** Rows of X below which a product costs as much as with this many: few channels are joined over several places. */
const fewestRows = 16;

/**
 * dW of a plain convolution: for each place (a, b) of the kernel one product of matrices over all pixels of the batch,
 *
 *     dW[·, ·, a, b] = dY · X⁽ᵃᵇ⁾ᵀ,   dY [filters, pixels], X⁽ᵃᵇ⁾ [channels, pixels] the inputs seen from (a, b)
 *
 * With channels in front one product sums over the whole batch, and each X⁽ᵃᵇ⁾ is used while it is in the cache; joining
 * them for a single product takes about 1.5 times as long.
 *
 * @param dyRows The cotangent as `channelRows` gives it.
 */
export function weightGradient(
  x: Value,
  w: Value,
  cotangent: Value,
  dyRows: Value,
  strides: readonly [number, number],
  pads: readonly [number, number, number, number],
): Value {
  const [batch, channels] = sizesOf(x);
  const [filters, , kernelHeight, kernelWidth] = sizesOf(w);
  const [, , outHeight, outWidth] = sizesOf(cotangent);
  const padded = pad2d(x, pads);
  const [, , height, width] = sizesOf(padded);
  // The flat form copies dY too, but cuts long pieces.
  const isFlat =
    strides[0] === 1 &&
    strides[1] === 1 &&
    kernelHeight > 1 &&
    2 * channels >= filters &&
    height * width <= mostPadding * outHeight * outWidth;
  const products: Value[] = [];
  if (isFlat) {
    // Rows of both sides are made equally long, dY's by zeros in front. A place in the kernel is then one distance in
    // memory: a rows of X and b pixels of dY, each cut out once for all places that need it. Where a piece reaches into
    // the next row or picture, the other side is zero.
    const length = batch * height * width - (kernelHeight - 1) * width;
    const widened = channelRows(pad2d(cotangent, [0, kernelWidth - 1, height - outHeight, 0]));
    const rows = channelRows(padded);
    const shifted = Array.from({ length: kernelWidth }, (_, b) =>
      slice(widened, 1, { start: kernelWidth - 1 - b, count: length }),
    );
    for (let a = 0; a < kernelHeight; a++) {
      const seen = slice(rows, 1, { start: a * width, count: length });
      for (const dy of shifted) products.push(matmul(dy, seen, { transposeB: true }));
    }
  } else {
    const first =
      channels === 1 ? reshape(padded, [1, batch, height, width]) : transpose(padded, [1, 0, 2, 3]);
    const length = batch * outHeight * outWidth;
    const places: Value[] = [];
    for (let a = 0; a < kernelHeight; a++) {
      const rows = slice(first, 2, { start: a, count: outHeight, step: strides[0] });
      for (let b = 0; b < kernelWidth; b++) {
        const seen = slice(rows, 3, { start: b, count: outWidth, step: strides[1] });
        places.push(reshape(seen, [channels, length]));
      }
    }
    const together = Math.ceil(fewestRows / channels);
    for (let at = 0; at < places.length; at += together)
      products.push(matmul(dyRows, concat(places.slice(at, at + together), 0), { transposeB: true }));
  }
  const joined = reshape(concat(products, 1), [filters, kernelHeight, kernelWidth, channels]);
  return transpose(joined, [0, 3, 1, 2]);
}
