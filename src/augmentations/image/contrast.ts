import { checkRange, happening, type PixelAugmentation } from './augmentation.ts';
import { clipped, fromRaw, grayOf, perExample, whereHappening } from './pixels.ts';
import { add } from '../../ops/elementwise/add.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { reduceMean } from '../../ops/reduce/reduceMean.ts';

export interface ContrastOptions {
  /** Factor of the distance from the picture's mean brightness: 0 is gray, 1 changes nothing. Default [0.7, 1.3]. */
  readonly factorRange: readonly [number, number];
}

/**
 * Weakens or strengthens the contrast of pictures. Also `probability`, default 1.
 *
 *     y = clip(f·x + (1 − f)·g),   x from 0 to 255, g the mean brightness of the picture, f from `factorRange`
 *
 * Brightness is 0.2989·R + 0.587·G + 0.114·B, or the mean of the channels where they are not three.
 * Shapes: [N, C, H, W] → the same; one draw an example. Values are cut to 0 … 255 before standardizing.
 *
 * @see torchvision's adjust_contrast, whose numbers these are.
 */
export const contrast: PixelAugmentation<ContrastOptions> = Object.freeze({
  name: 'contrast',
  kind: 'pixel',
  explanation: 'weakens or strengthens contrast',
  defaults: Object.freeze({ factorRange: [0.7, 1.3] as const, probability: 1 }),
  check: ({ factorRange }) => checkRange('contrast', 'factorRange', factorRange, [0, 10]),
  atMagnitude: (magnitude) => ({ factorRange: [1 - 0.9 * magnitude, 1 + 0.9 * magnitude] }),
  sample(context, { factorRange, probability }) {
    const factor = uniform(context.key, [context.batch], context.salt, factorRange);
    return { factor, ...happening(context, probability) };
  },
  apply(pictures, draws, { scale }) {
    const factor = perExample(draws.factor!);
    const gray = fromRaw(reduceMean(grayOf(pictures, scale), [1, 2, 3], { keepDims: true }), scale);
    const changed = add(mul(pictures, factor), mul(sub(1, factor), gray));
    return whereHappening(draws, clipped(changed, scale), pictures);
  },
} satisfies PixelAugmentation<ContrastOptions>);
