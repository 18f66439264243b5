import { checkRange, happening, type PixelAugmentation } from './augmentation.ts';
import { clipped, perChannel, perExample, whereHappening } from './pixels.ts';
import { add } from '../../ops/elementwise/add.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { uniform } from '../../ops/random/uniform.ts';

export interface BrightnessOptions {
  /** Factor of every raw value: 0 is black, 1 changes nothing. Default [0.7, 1.3]. */
  readonly factorRange: readonly [number, number];
}

/**
 * Makes pictures darker or lighter. Also `probability`, default 1.
 *
 *     y = clip(f·x),   x from 0 to 255, f drawn evenly from `factorRange`
 *
 * Shapes: [N, C, H, W] → the same; one draw an example. Values are cut to 0 … 255 before standardizing.
 *
 * @see torchvision's adjust_brightness, whose numbers these are.
 */
export const brightness: PixelAugmentation<BrightnessOptions> = Object.freeze({
  name: 'brightness',
  kind: 'pixel',
  explanation: 'makes pictures darker or lighter',
  defaults: Object.freeze({ factorRange: [0.7, 1.3] as const, probability: 1 }),
  check: ({ factorRange }) => checkRange('brightness', 'factorRange', factorRange, [0, 10]),
  atMagnitude: (magnitude) => ({ factorRange: [1 - 0.9 * magnitude, 1 + 0.9 * magnitude] }),
  sample(context, { factorRange, probability }) {
    const factor = uniform(context.key, [context.batch], context.salt, factorRange);
    return { factor, ...happening(context, probability) };
  },
  apply(pictures, draws, { scale }) {
    const factor = perExample(draws.factor!);
    // f·(x·d + m) standardized is f·x + (f − 1)·m/d.
    const black = perChannel(scale.mean.map((m, c) => m / scale.deviation[c]!));
    const changed = add(mul(pictures, factor), mul(sub(factor, 1), black));
    return whereHappening(draws, clipped(changed, scale), pictures);
  },
} satisfies PixelAugmentation<BrightnessOptions>);
