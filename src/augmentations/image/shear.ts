import { checkRange, gated, type GeometricAugmentation } from './augmentation.ts';
import { compose } from './planeMap.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { mix32 } from '../../util/random.ts';

export interface ShearOptions {
  /** Pixels to the right for each pixel below the centre: the tangent of the slant. Default [−0.15, 0.15]. */
  readonly xRange: readonly [number, number];
  /** Pixels down for each pixel right of the centre. Default [−0.15, 0.15]. */
  readonly yRange: readonly [number, number];
}

/**
 * Slants the picture sideways, then up or down, around its centre. Also `probability`, default 1.
 *
 *     (j, i) ↦ (j + x·i, i),   then (j, i) ↦ (j, i + y·j),   in pixels from the centre
 *
 * Each keeps areas. Shapes: [N, C, H, W] → the same; two draws an example, uniform.
 *
 * @see Cubuk et al. 2020, "RandAugment": ShearX and ShearY up to 0.3.
 */
export const shear: GeometricAugmentation<ShearOptions> = Object.freeze({
  name: 'shear',
  kind: 'geometric',
  explanation: 'slants pictures a little',
  defaults: Object.freeze({ xRange: [-0.15, 0.15] as const, yRange: [-0.15, 0.15] as const, probability: 1 }),
  check({ xRange, yRange }) {
    checkRange('shear', 'xRange', xRange, [-2, 2]);
    checkRange('shear', 'yRange', yRange, [-2, 2]);
  },
  atMagnitude: (magnitude) => ({
    xRange: [-0.3 * magnitude, 0.3 * magnitude],
    yRange: [-0.3 * magnitude, 0.3 * magnitude],
  }),
  sample(context, { xRange, yRange, probability }) {
    const { key, batch, salt } = context;
    const x = uniform(key, [batch], mix32(salt ^ 1), xRange);
    const y = uniform(key, [batch], mix32(salt ^ 2), yRange);
    return { x: gated(context, probability, x, 0), y: gated(context, probability, y, 0) };
  },
  map({ x, y }, { height, width }) {
    // The slants are of pixels, the coordinates stretched where the picture is not square; the point of the old picture
    // lies against the slant.
    const sideways = { a: 1, b: mul(x!, -height / width), c: 0, d: 0, e: 1, f: 0 };
    const upright = { a: 1, b: 0, c: 0, d: mul(y!, -width / height), e: 1, f: 0 };
    return compose(sideways, upright);
  },
} satisfies GeometricAugmentation<ShearOptions>);
