import { gated } from '../augmentation.ts';
import { beta } from '../beta.ts';
import { blend, checkAlpha, type MixingAugmentation } from '../mixing.ts';

export interface MixupOptions {
  /** Both parameters of the Beta distribution, above 0: near 0 hardly mixes, 1 mixes in every share alike. Default 0.2. */
  readonly alpha: number;
}

/**
 * Mixes each example, and its target, with another one of the batch. Also `probability`, default 1.
 *
 *     x = λ·x[i] + (1 − λ)·x[j],   y = λ·y[i] + (1 − λ)·y[j],   λ ~ Beta(alpha, alpha)
 *
 * Shapes: [N, …] → the same; one draw an example. Targets become soft: shares of classes, or numbers in between. Of rows
 * of a table the prepared features are mixed, so that of two categories each is there in part; a vector learned for a
 * category is mixed the same way.
 *
 * Departs from its source, which draws one λ for the whole batch.
 *
 * @throws {OptionError} `alpha` outside (0, 100].
 * @see Zhang et al. 2018, "mixup: Beyond Empirical Risk Minimization", arXiv:1710.09412.
 */
export const mixup: MixingAugmentation<MixupOptions> = Object.freeze({
  name: 'mixup',
  kind: 'mixing',
  explanation: 'mixes examples and their targets in pairs',
  defaults: Object.freeze({ alpha: 0.2, probability: 1 }),
  check: ({ alpha }) => checkAlpha('mixup', alpha),
  sample: (context, { alpha, probability }) => ({
    own: gated(context, probability, beta(context, context.salt, alpha), 1),
  }),
  mix: (examples, partners, { own }) => ({ examples: blend(examples, partners, own!), own: own! }),
} satisfies MixingAugmentation<MixupOptions>);
