import { checkedShare, type Optimizer } from './optimizer.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { OptionError } from '../util/errors.ts';

export interface AdamOptions {
  /** Share of the mean gradient that stays, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Share of the mean squared gradient that stays, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Adam: steps scaled by running moments of the gradient.
 *
 *     m ← β₁m + (1 − β₁)g,   v ← β₂v + (1 − β₂)g²
 *     w ← w − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 *
 * @throws {OptionError} a beta outside [0, 1), or `epsilon` not above 0.
 * @example adam({ beta2: 0.99 })
 * @see Kingma and Ba 2015, arXiv:1412.6980.
 */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {}): Optimizer {
  checkedShare('adam', 'beta1', beta1);
  checkedShare('adam', 'beta2', beta2);
  if (!(epsilon > 0 && Number.isFinite(epsilon)))
    throw new OptionError(`adam: epsilon must be above 0. Received epsilon=${epsilon}.`);
  return Object.freeze({
    name: 'adam',
    options: Object.freeze({ beta1, beta2, epsilon }),
    slots: ['mean', 'square'],
    // 1 − βᵗ is carried as c ← βc + (1 − β): exact to resume, two operations a step, and free of the cancellation that
    // 1 − βᵗ suffers in float32 at the first steps.
    scalars: { correction1: 0, correction2: 0 },
    advance: (scalars) => ({
      correction1: add(mul(scalars.correction1!, beta1), 1 - beta1),
      correction2: add(mul(scalars.correction2!, beta2), 1 - beta2),
    }),
    step({ parameter, gradient, learningRate, slots, scalars }) {
      const mean = add(mul(slots.mean!, beta1), mul(gradient, 1 - beta1));
      const square = add(mul(slots.square!, beta2), mul(mul(gradient, gradient), 1 - beta2));
      // Corrections are applied as scalars, so that each costs nothing per element.
      const rate = div(learningRate, scalars.correction1!);
      const correction = sqrt(scalars.correction2!);
      const scale = add(div(sqrt(square), correction), epsilon);
      return { parameter: sub(parameter, mul(div(mean, scale), rate)), slots: { mean, square } };
    },
  } satisfies Optimizer);
}
