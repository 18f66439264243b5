import { featureMask, type RowAugmentation } from './augmentation.ts';
import { checkRange, gated } from '../augmentation.ts';
import { add } from '../../ops/elementwise/add.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { reshape } from '../../ops/movement/reshape.ts';
import { normal } from '../../ops/random/normal.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { mix32 } from '../../util/random.ts';

export interface GaussianNoiseOptions {
  /** Standard deviation of the noise, in standard deviations of the column. Default [0, 0.2]. */
  readonly deviationRange: readonly [number, number];
}

/**
 * Adds Gaussian noise to the numbers of a row, in proportion to how much each column varies. Categories, dates,
 * truth values and marks of missing values stay. For tables with a column of numbers. Also `probability`, default 1.
 *
 *     x[n, f] + deviation(f) · σ[n] · z,   z ~ N(0, 1),   σ from `deviationRange`
 *
 * Shapes: [N, features] → the same; one draw an example for the strength, one a value for the noise.
 *
 * @see Bishop 1995, "Training with noise is equivalent to Tikhonov regularization".
 */
export const gaussianNoise: RowAugmentation<GaussianNoiseOptions> = Object.freeze({
  name: 'gaussianNoise',
  kind: 'row',
  explanation: 'adds noise to the numbers of a row',
  defaults: Object.freeze({ deviationRange: [0, 0.2] as const, probability: 1 }),
  usual: true,
  applies: ({ plainNumbers }) => plainNumbers > 0,
  check: ({ deviationRange }) => checkRange('gaussianNoise', 'deviationRange', deviationRange, [0, 10]),
  sample(context, { deviationRange, probability }) {
    const deviation = uniform(context.key, [context.batch], mix32(context.salt ^ 1), deviationRange);
    return { deviation: gated(context, probability, deviation, 0) };
  },
  apply(rows, { deviation }, { key, salt, batch, layout }) {
    const noise = normal(key, [batch, layout.width], mix32(salt ^ 2));
    const strength = mul(reshape(deviation!, [batch, 1]), featureMask(layout.numbers, layout.width));
    return add(rows, mul(noise, strength));
  },
} satisfies RowAugmentation<GaussianNoiseOptions>);
