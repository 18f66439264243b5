import { gated, type GeometricAugmentation } from './augmentation.ts';
import { checkRectangle, drawRectangle, rectangleSides, type RectangleOptions } from './rectangle.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { mix32 } from '../../util/random.ts';

export interface CropOptions extends RectangleOptions {
  /** Share of the picture's area that is kept. Default [0.5, 1]. */
  readonly areaRange: readonly [number, number];
  /** Width over height of what is kept, where 1 is the picture's own shape. Default [3/4, 4/3]. */
  readonly aspectRange: readonly [number, number];
}

/**
 * Cuts out a rectangle and stretches it to the picture's size. Also `probability`, default 1.
 *
 *     area ~ U(areaRange),   ln aspect ~ U over what of aspectRange fits that area,   place ~ U over where it fits
 *
 * Shapes: [N, C, H, W] → the same; four draws an example.
 *
 * Departs from its source: aspects are of the picture's own, so that 1 never distorts, and an aspect that does not fit
 * is not drawn, where the source draws area and aspect again.
 *
 * @throws {OptionError} no rectangle of some area in `areaRange` has an aspect in `aspectRange`.
 * @see Szegedy et al. 2015, "Going deeper with convolutions"; RandomResizedCrop of torchvision.
 */
export const crop: GeometricAugmentation<CropOptions> = Object.freeze({
  name: 'crop',
  kind: 'geometric',
  explanation: 'shows a part of each picture in its full size',
  defaults: Object.freeze({
    areaRange: [0.5, 1] as const,
    aspectRange: [3 / 4, 4 / 3] as const,
    probability: 1,
  }),
  check: (options) => checkRectangle('crop', options),
  sample(context, options) {
    const { area, aspect } = drawRectangle(context, options);
    const { key, batch, salt } = context;
    return {
      area: gated(context, options.probability, area, 1),
      aspect: gated(context, options.probability, aspect, 1),
      x: uniform(key, [batch], mix32(salt ^ 3), [-1, 1]),
      y: uniform(key, [batch], mix32(salt ^ 4), [-1, 1]),
    };
  },
  map({ area, aspect, x, y }) {
    const { width, height } = rectangleSides(area!, aspect!);
    return { a: width, b: 0, c: mul(x!, sub(1, width)), d: 0, e: height, f: mul(y!, sub(1, height)) };
  },
} satisfies GeometricAugmentation<CropOptions>);
