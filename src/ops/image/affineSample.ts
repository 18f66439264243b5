import { bilinear, gridSampleAttributes } from './bilinear.ts';
import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { shapeText } from '../../util/shape.ts';

const op: Op<object> = defineOp({
  name: 'affineSample',
  infer([x, theta]) {
    if (
      x!.shape.length !== 4 ||
      theta!.shape.length !== 3 ||
      theta!.shape[0] !== x!.shape[0] ||
      theta!.shape[1] !== 2 ||
      theta!.shape[2] !== 3
    )
      throw new ShapeError(
        `affineSample: takes x [N, C, H, W] and theta [N, 2, 3]. Received ${shapeText(x!.shape)} and ${shapeText(theta!.shape)}.`,
      );
    return { dtype: 'float32', shape: x!.shape };
  },
  // Augmentations act on data, which needs no gradient.
  vjp: null,
  lower(lowering, [x, theta], node) {
    const size = lowering.ints(node.shape as readonly number[]);
    const grid = lowering.emit('AffineGrid', [theta!, size], { align_corners: { int: 0 } });
    return lowering.emit('GridSample', [x!, grid], gridSampleAttributes);
  },
  evaluate([x, theta], _, type) {
    const [height, width] = type.shape.slice(2) as [number, number];
    return bilinear(x!, type, (n, i, j) => {
      const t = (k: number) => theta!.data[n * 6 + k]!;
      const [u, v] = [(2 * j + 1) / width - 1, (2 * i + 1) / height - 1];
      return [t(0) * u + t(1) * v + t(2), t(3) * u + t(4) * v + t(5)];
    });
  },
  cases: (draw) => [
    {
      inputs: [draw.real([2, 2, draw.int(3, 6), draw.int(3, 6)]), draw.real([2, 2, 3], -1, 1)],
      build: (x, theta) => affineSample(x!, theta!),
    },
  ],
});

/**
 * Each picture resampled bilinearly under its own affine map; beyond the border the border's pixel repeats.
 *
 * `theta` takes a point of the result to the point of x whose value it shows, in coordinates that run from −1 to 1
 * between the outer edges (x to the right, y down). Shapes: x [N, C, H, W], theta [N, 2, 3] → [N, C, H, W].
 *
 * @see Jaderberg et al. 2015, "Spatial Transformer Networks"; ONNX AffineGrid and GridSample, align_corners 0.
 */
export const affineSample = Object.assign((x: Value, theta: Value): Value => makeValue(op, [x, theta], {}), {
  op,
});
