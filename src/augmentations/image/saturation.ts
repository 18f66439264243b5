import { checkRange, happening, type PixelAugmentation } from './augmentation.ts';
import { clipped, fromRaw, grayOf, isColour, perExample, whereHappening } from './pixels.ts';
import { add } from '../../ops/elementwise/add.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { uniform } from '../../ops/random/uniform.ts';

export interface SaturationOptions {
  /** Factor of the distance from gray: 0 takes all colour away, 1 changes nothing. Default [0.5, 1.5]. */
  readonly factorRange: readonly [number, number];
}

/**
 * Makes colours paler or stronger. For pictures of three channels. Also `probability`, default 1.
 *
 *     y = clip(f·x + (1 − f)·g),   x from 0 to 255, g = 0.2989·R + 0.587·G + 0.114·B of the pixel, f from `factorRange`
 *
 * Shapes: [N, 3, H, W] → the same; one draw an example. Values are cut to 0 … 255 before standardizing.
 *
 * @see torchvision's adjust_saturation, whose numbers these are.
 */
export const saturation: PixelAugmentation<SaturationOptions> = Object.freeze({
  name: 'saturation',
  kind: 'pixel',
  explanation: 'makes colours paler or stronger',
  defaults: Object.freeze({ factorRange: [0.5, 1.5] as const, probability: 1 }),
  applies: isColour,
  check: ({ factorRange }) => checkRange('saturation', 'factorRange', factorRange, [0, 10]),
  atMagnitude: (magnitude) => ({ factorRange: [1 - 0.9 * magnitude, 1 + 0.9 * magnitude] }),
  sample(context, { factorRange, probability }) {
    const factor = uniform(context.key, [context.batch], context.salt, factorRange);
    return { factor, ...happening(context, probability) };
  },
  apply(pictures, draws, { scale }) {
    const factor = perExample(draws.factor!);
    const gray = fromRaw(grayOf(pictures, scale), scale);
    const changed = add(mul(pictures, factor), mul(sub(1, factor), gray));
    return whereHappening(draws, clipped(changed, scale), pictures);
  },
} satisfies PixelAugmentation<SaturationOptions>);
