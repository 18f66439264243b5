import { happening, type PixelAugmentation } from './augmentation.ts';
import { inverted, whereHappening } from './pixels.ts';

/**
 * Turns pictures into their negatives. Options: `probability`, default 0.2.
 *
 *     y = 255 − x,   x from 0 to 255
 *
 * Shapes: [N, C, H, W] → the same; one draw an example. Keeps the range, whatever it is given.
 *
 * @see torchvision's invert, whose numbers these are.
 */
export const invert: PixelAugmentation = Object.freeze({
  name: 'invert',
  kind: 'pixel',
  explanation: 'turns pictures into their negatives',
  defaults: Object.freeze({ probability: 0.2 }),
  check() {},
  sample: (context, { probability }) => happening(context, probability),
  apply: (pictures, draws, { scale }) => whereHappening(draws, inverted(pictures, scale), pictures),
} satisfies PixelAugmentation);
