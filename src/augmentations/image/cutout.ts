import { gated, type PixelAugmentation } from './augmentation.ts';
import { checkRectangle, drawRectangle, rectangleSides, type RectangleOptions } from './rectangle.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { abs } from '../../ops/elementwise/abs.ts';
import { add } from '../../ops/elementwise/add.ts';
import { cast } from '../../ops/elementwise/cast.ts';
import { greater } from '../../ops/elementwise/greater.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { reshape } from '../../ops/movement/reshape.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { OptionError } from '../../util/errors.ts';
import { mix32 } from '../../util/random.ts';
import { staticShape } from '../../util/shape.ts';

export interface CutoutOptions extends RectangleOptions {
  /** Share of the picture's area that one rectangle covers. Default [0.05, 0.25]. */
  readonly areaRange: readonly [number, number];
  /** Width over height of the rectangles, where 1 is the picture's own shape. Default [0.5, 2]. */
  readonly aspectRange: readonly [number, number];
  /** Rectangles a picture, all of one drawn size, each at a place of its own; they may overlap. Default 1. */
  readonly count: number;
}

const most = 16;

/**
 * Covers rectangles with the mean colour, so that the network cannot rely on one part. Also `probability`, default 1.
 *
 *     x[n, c, i, j] ↦ 0 where a rectangle of n holds the centre of pixel (i, j);   0 is the mean of standardized pictures
 *
 * Shapes: [N, C, H, W] → the same; area, aspect and places are drawn for each example, places uniform over where the
 * whole rectangle fits.
 *
 * Departs from its source, whose squares of one size may reach over the border.
 *
 * @throws {OptionError} `count` not a whole number from 1 to 16.
 * @see DeVries and Taylor 2017, arXiv:1708.04552; Zhong et al. 2020, "Random Erasing Data Augmentation".
 */
export const cutout: PixelAugmentation<CutoutOptions> = Object.freeze({
  name: 'cutout',
  kind: 'pixel',
  explanation: 'covers a part of each picture',
  defaults: Object.freeze({
    areaRange: [0.05, 0.25] as const,
    aspectRange: [0.5, 2] as const,
    count: 1,
    probability: 1,
  }),
  check(options) {
    checkRectangle('cutout', options);
    if (!(Number.isInteger(options.count) && options.count >= 1 && options.count <= most))
      throw new OptionError(
        `cutout: count must be a whole number from 1 to ${most}. Received count=${options.count}.`,
      );
  },
  sample(context, options) {
    const { area, aspect } = drawRectangle(context, options);
    const { key, batch, salt } = context;
    const place = (k: number) => uniform(key, [batch], mix32(salt ^ k));
    const places = Array.from({ length: options.count }, (_, k) => [
      [`x${k}`, place(2 * k + 3)] as const,
      [`y${k}`, place(2 * k + 4)] as const,
    ]);
    // A rectangle without area covers no centre of a pixel.
    return {
      area: gated(context, options.probability, area, 0),
      aspect,
      ...(Object.fromEntries(places.flat()) as Record<string, Value>),
    };
  },
  apply(pictures, { area, aspect, ...places }, { batch }) {
    const [, , rows, columns] = staticShape(pictures.shape, 'cutout');
    const { width, height } = rectangleSides(area!, aspect!);
    // 1 where the rectangle holds the middle of a row or column. Shapes: share, place [N] → [N, size].
    const held = (share: Value, place: Value, size: number) => {
      const half = mul(share, size / 2);
      const centre = add(half, mul(place, sub(size, mul(half, 2))));
      const middles = constant(Array.from({ length: size }, (_, at) => at + 0.5));
      const distance = abs(sub(middles, reshape(centre, [batch, 1])));
      return cast(greater(reshape(half, [batch, 1]), distance), 'float32');
    };
    const seen = Array.from({ length: Object.keys(places).length / 2 }, (_, k) => {
      const across = reshape(held(width, places[`x${k}`]!, columns!), [batch, 1, 1, columns!]);
      const down = reshape(held(height, places[`y${k}`]!, rows!), [batch, 1, rows!, 1]);
      return sub(1, mul(across, down));
    });
    return mul(
      pictures,
      seen.reduce((all, one) => mul(all, one)),
    );
  },
} satisfies PixelAugmentation<CutoutOptions>);
