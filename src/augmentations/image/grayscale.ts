import { happening, type PixelAugmentation } from './augmentation.ts';
import { fromRaw, grayOf, isColour, whereHappening } from './pixels.ts';

/**
 * Takes the colour away: every channel shows the brightness of the pixel. For pictures of three channels. Options:
 * `probability`, default 0.2.
 *
 *     y = 0.2989·R + 0.587·G + 0.114·B
 *
 * Shapes: [N, 3, H, W] → the same; one draw an example.
 *
 * @see torchvision's rgb_to_grayscale, whose numbers these are.
 */
export const grayscale: PixelAugmentation = Object.freeze({
  name: 'grayscale',
  kind: 'pixel',
  explanation: 'takes the colour out of pictures',
  defaults: Object.freeze({ probability: 0.2 }),
  applies: isColour,
  check() {},
  sample: (context, { probability }) => happening(context, probability),
  apply: (pictures, draws, { scale }) =>
    whereHappening(draws, fromRaw(grayOf(pictures, scale), scale), pictures),
} satisfies PixelAugmentation);
