import { checkRange, happening, type PixelAugmentation } from './augmentation.ts';
import { inverted, perExample, toRaw, whereHappening } from './pixels.ts';
import { greater } from '../../ops/elementwise/greater.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { where } from '../../ops/elementwise/where.ts';
import { uniform } from '../../ops/random/uniform.ts';

export interface SolarizeOptions {
  /** Raw value, 0 to 256, from which on a pixel is inverted: 0 inverts all, 256 none. Default [128, 256]. */
  readonly thresholdRange: readonly [number, number];
}

/**
 * Inverts the bright pixels, as light does on old film. Also `probability`, default 0.5.
 *
 *     y = 255 − x where x ≥ t, else x,   x from 0 to 255, t from `thresholdRange`
 *
 * Shapes: [N, C, H, W] → the same; one draw an example. A value within 1/64 below the threshold counts as at it, so that
 * rounding does not decide.
 *
 * @see torchvision's solarize, whose numbers these are.
 */
export const solarize: PixelAugmentation<SolarizeOptions> = Object.freeze({
  name: 'solarize',
  kind: 'pixel',
  explanation: 'inverts the bright parts of pictures',
  defaults: Object.freeze({ thresholdRange: [128, 256] as const, probability: 0.5 }),
  check: ({ thresholdRange }) => checkRange('solarize', 'thresholdRange', thresholdRange, [0, 256]),
  atMagnitude: (magnitude) => ({ thresholdRange: [256 * (1 - magnitude), 256] }),
  sample(context, { thresholdRange, probability }) {
    const threshold = uniform(context.key, [context.batch], context.salt, thresholdRange);
    return { threshold, ...happening(context, probability) };
  },
  apply(pictures, draws, { scale }) {
    const isBright = greater(toRaw(pictures, scale), sub(perExample(draws.threshold!), 1 / 64));
    return whereHappening(draws, where(isBright, inverted(pictures, scale), pictures), pictures);
  },
} satisfies PixelAugmentation<SolarizeOptions>);
