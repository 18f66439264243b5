import { checkRange, happening, type PixelAugmentation } from './augmentation.ts';
import { clipped, fromRaw, perExample, toRaw, whereHappening } from './pixels.ts';
import { add } from '../../ops/elementwise/add.ts';
import { cast } from '../../ops/elementwise/cast.ts';
import { div } from '../../ops/elementwise/div.ts';
import { exp } from '../../ops/elementwise/exp.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { OptionError } from '../../util/errors.ts';

export interface PosterizeOptions {
  /** Bits left of each value's 8, whole numbers from 1 to 8; each in the range is drawn alike. Default [4, 7]. */
  readonly bitsRange: readonly [number, number];
}

/**
 * Leaves few shades, as a poster has. Also `probability`, default 0.5.
 *
 *     y = ⌊x / s⌋·s,   x from 0 to 255, s = 2^(8 − bits), bits drawn from `bitsRange`
 *
 * Shapes: [N, C, H, W] → the same; one draw an example. Values are cut to 0 … 255 before. One within 1/64 below a step
 * counts as on it, so that rounding does not decide.
 *
 * @throws {OptionError} `bitsRange` outside [1, 8], or not whole.
 * @see torchvision's posterize of bytes, whose numbers these are.
 */
export const posterize: PixelAugmentation<PosterizeOptions> = Object.freeze({
  name: 'posterize',
  kind: 'pixel',
  explanation: 'leaves pictures few shades',
  defaults: Object.freeze({ bitsRange: [4, 7] as const, probability: 0.5 }),
  check({ bitsRange }) {
    checkRange('posterize', 'bitsRange', bitsRange, [1, 8]);
    if (!bitsRange.every(Number.isInteger))
      throw new OptionError(
        `posterize: bitsRange must be whole numbers. Received [${bitsRange.join(', ')}].`,
      );
  },
  atMagnitude: (magnitude) => ({ bitsRange: [8 - Math.round(6 * magnitude), 8] }),
  sample(context, { bitsRange: [low, high], probability }) {
    // Half open, so that each whole number has a range of 1 to itself.
    const bits = cast(
      cast(uniform(context.key, [context.batch], context.salt, [low, high + 1]), 'int32'),
      'float32',
    );
    return { bits, ...happening(context, probability) };
  },
  apply(pictures, draws, { scale }) {
    // Powers of 2 through an exponential are not exact, whole numbers after rounding are.
    const power = exp(mul(sub(8, perExample(draws.bits!)), Math.LN2));
    const step = cast(cast(add(power, 0.5), 'int32'), 'float32');
    const raw = add(toRaw(clipped(pictures, scale), scale), 1 / 64);
    const shade = cast(cast(div(raw, step), 'int32'), 'float32');
    return whereHappening(draws, fromRaw(mul(shade, step), scale), pictures);
  },
} satisfies PixelAugmentation<PosterizeOptions>);
