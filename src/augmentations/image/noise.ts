import { checkRange, gated, type PixelAugmentation } from './augmentation.ts';
import { add } from '../../ops/elementwise/add.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { reshape } from '../../ops/movement/reshape.ts';
import { normal } from '../../ops/random/normal.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { mix32 } from '../../util/random.ts';

export interface NoiseOptions {
  /** Standard deviation of the noise, in standard deviations of the training pixels. Default [0, 0.3]. */
  readonly deviationRange: readonly [number, number];
}

/**
 * Adds independent Gaussian noise to every pixel, of a strength drawn for each example. Also `probability`, default 1.
 *
 * Shapes: [N, C, H, W] → the same; one draw an example for the strength, one an element for the noise.
 */
export const noise: PixelAugmentation<NoiseOptions> = Object.freeze({
  name: 'noise',
  kind: 'pixel',
  explanation: 'adds grain to pictures',
  defaults: Object.freeze({ deviationRange: [0, 0.3] as const, probability: 1 }),
  usual: true,
  check: ({ deviationRange }) => checkRange('noise', 'deviationRange', deviationRange, [0, 10]),
  sample(context, { deviationRange, probability }) {
    const deviation = uniform(context.key, [context.batch], mix32(context.salt ^ 1), deviationRange);
    return { deviation: gated(context, probability, deviation, 0) };
  },
  apply(pictures, { deviation }, { key, salt, batch }) {
    const grain = normal(key, pictures.shape as number[], mix32(salt ^ 2));
    return add(pictures, mul(grain, reshape(deviation!, [batch, 1, 1, 1])));
  },
} satisfies PixelAugmentation<NoiseOptions>);
