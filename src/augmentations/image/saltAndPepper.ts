import { checkRange, gated, type PixelAugmentation } from './augmentation.ts';
import { perExample, standardized, white } from './pixels.ts';
import { greater } from '../../ops/elementwise/greater.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { where } from '../../ops/elementwise/where.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { mix32 } from '../../util/random.ts';

export interface SaltAndPepperOptions {
  /** Share of the pixels that become white or black, one half each. Default [0, 0.05]. */
  readonly shareRange: readonly [number, number];
}

/**
 * Turns single pixels white or black, all channels together, as a faulty sensor does. Also `probability`, default 1.
 *
 * Shapes: [N, C, H, W] → the same; one draw an example for the share, one a pixel for what becomes of it.
 */
export const saltAndPepper: PixelAugmentation<SaltAndPepperOptions> = Object.freeze({
  name: 'saltAndPepper',
  kind: 'pixel',
  explanation: 'turns single pixels white or black',
  defaults: Object.freeze({ shareRange: [0, 0.05] as const, probability: 1 }),
  check: ({ shareRange }) => checkRange('saltAndPepper', 'shareRange', shareRange, [0, 1]),
  sample(context, { shareRange, probability }) {
    const share = uniform(context.key, [context.batch], mix32(context.salt ^ 1), shareRange);
    return { share: gated(context, probability, share, 0) };
  },
  apply(pictures, { share }, { key, salt, scale }) {
    const [batch, , height, width] = pictures.shape as [number, number, number, number];
    const draw = uniform(key, [batch, 1, height, width], mix32(salt ^ 2));
    const half = mul(perExample(share!), 0.5);
    const salted = where(greater(half, sub(1, draw)), standardized(white, scale), pictures);
    return where(greater(half, draw), standardized(0, scale), salted);
  },
} satisfies PixelAugmentation<SaltAndPepperOptions>);
