// shared within this room
import { checkedCounts } from './checkedCounts.ts';
import type { Layer } from './layer.ts';
import { checkedPadding, padsOf, sizesOf, windowCount, type Padding } from './windows.ts';
import type { Value } from '../graph/types.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { OptionError } from '../util/errors.ts';
import type { Shape } from '../util/shape.ts';

export interface PoolOptions {
  /** Length of the window along each axis, in elements. Default 2. */
  readonly poolSize?: number;
  /** Step from a window to the next. Default `poolSize`: the windows do not overlap. */
  readonly strides?: number;
  /**
   * `valid` takes windows inside only, `same` as many as ⌈size / strides⌉, a number lets windows reach so far over each
   * border. What is beyond the border counts for nothing. Default `valid`.
   */
  readonly padding?: Padding;
}

/** What pools a picture; the form of the ops of `ops/pool`. */
type Pool = (
  x: Value,
  options: {
    readonly poolSize: readonly [number, number];
    readonly strides: readonly [number, number];
    readonly pads: readonly [number, number, number, number];
  },
) => Value;

/** A layer that makes one number of each window, along one axis or two. */
export function poolLayer(name: string, axes: 1 | 2, options: PoolOptions, pool: Pool): Layer {
  const { poolSize = 2, strides = poolSize, padding = 'valid' } = options;
  checkedCounts(name, { poolSize, strides });
  checkedPadding(name, padding);
  if (typeof padding === 'number' && padding >= poolSize)
    throw new OptionError(
      `${name}: padding must be less than poolSize, or a window would be empty. Received padding=${padding}, poolSize=${poolSize}.`,
    );
  const form = axes === 1 ? '[N, C, L]' : '[N, C, H, W]';
  const walk = { size: poolSize, strides, padding };
  const lengths = (shape: Shape) => sizesOf(name, shape, form).slice(1);
  const outputShape = (shape: Shape): Shape => [
    ...shape.slice(0, 2),
    ...lengths(shape).map((length) => windowCount(name, 'window', length, walk)),
  ];
  return Object.freeze({
    name,
    options: Object.freeze({ poolSize, strides, padding }),
    exampleShape: [2, 3, 5, 6].slice(0, 2 + axes),
    outputShape,
    parameters: () => ({}),
    apply(x) {
      const result = outputShape(x.shape);
      const pads = lengths(x.shape).map((length) => padsOf(length, walk));
      if (axes === 2) {
        const [[top, bottom], [left, right]] = pads as [[number, number], [number, number]];
        return pool(x, {
          poolSize: [poolSize, poolSize],
          strides: [strides, strides],
          pads: [top, left, bottom, right],
        });
      }
      // A sequence is a picture of one row.
      const [[left, right]] = pads as [[number, number]];
      const row = reshape(x, [...x.shape.slice(0, 2), 1, x.shape[2]!]);
      const pooled = pool(row, { poolSize: [1, poolSize], strides: [1, strides], pads: [0, left, 0, right] });
      return reshape(pooled, result);
    },
  } satisfies Layer);
}
