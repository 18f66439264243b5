import { featureMask, struckFeatures, type RowAugmentation } from './augmentation.ts';
import { checkRange, gated } from '../augmentation.ts';
import { where } from '../../ops/elementwise/where.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { mix32 } from '../../util/random.ts';

export interface FeatureDropoutOptions {
  /** Chance of each column to be taken away. Default [0, 0.2]. */
  readonly rateRange: readonly [number, number];
}

/**
 * Takes columns away from a row, as if their values were missing. Also `probability`, default 1.
 *
 * A number becomes the mean of its column, and its mark says that it is missing where the data has such marks; a category
 * becomes none of the known ones. Each column of a row is struck by itself with a rate drawn for the row.
 * Shapes: [N, features] → the same; one draw an example for the rate, one a column.
 *
 * Departs from its source: nothing is scaled up, because a mean stands in for what is gone.
 *
 * @see Vincent et al. 2008, "Extracting and composing robust features with denoising autoencoders" (masking noise).
 */
export const featureDropout: RowAugmentation<FeatureDropoutOptions> = Object.freeze({
  name: 'featureDropout',
  kind: 'row',
  explanation: 'takes some columns of a row away',
  defaults: Object.freeze({ rateRange: [0, 0.2] as const, probability: 1 }),
  check: ({ rateRange }) => checkRange('featureDropout', 'rateRange', rateRange, [0, 1]),
  sample(context, { rateRange, probability }) {
    const rate = uniform(context.key, [context.batch], mix32(context.salt ^ 1), rateRange);
    return { rate: gated(context, probability, rate, 0) };
  },
  apply(rows, { rate }, context) {
    const { marks, width } = context.layout;
    return where(struckFeatures(context, rate!, mix32(context.salt ^ 2)), featureMask(marks, width), rows);
  },
} satisfies RowAugmentation<FeatureDropoutOptions>);
