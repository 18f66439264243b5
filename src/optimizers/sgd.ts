import { checkedShare, type Optimizer } from './optimizer.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { OptionError } from '../util/errors.ts';

export interface SgdOptions {
  /** Share of the last velocity that stays, in [0, 1). Default 0: plain gradient descent. */
  readonly momentum?: number;
  /** Whether the gradient is taken ahead along the velocity. Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent with momentum, in PyTorch's form.
 *
 *     v ← momentum · v + g
 *     w ← w − η · v             (nesterov: w ← w − η · (g + momentum · v))
 *
 * @throws {OptionError} `momentum` outside [0, 1), or `nesterov` without momentum.
 * @example sgd({ momentum: 0.9, nesterov: true })
 * @see Sutskever et al. 2013, ICML.
 */
export function sgd({ momentum = 0, nesterov = false }: SgdOptions = {}): Optimizer {
  checkedShare('sgd', 'momentum', momentum);
  if (nesterov && momentum === 0)
    throw new OptionError(
      'sgd: nesterov needs a momentum above 0. Received momentum=0. Set momentum, such as 0.9.',
    );
  return Object.freeze({
    name: 'sgd',
    options: Object.freeze({ momentum, nesterov }),
    slots: momentum > 0 ? ['velocity'] : [],
    scalars: {},
    advance: (scalars) => scalars,
    step({ parameter, gradient, learningRate, slots }) {
      if (momentum === 0) return { parameter: sub(parameter, mul(gradient, learningRate)), slots };
      const velocity = add(mul(slots.velocity!, momentum), gradient);
      const direction = nesterov ? add(gradient, mul(velocity, momentum)) : velocity;
      return { parameter: sub(parameter, mul(direction, learningRate)), slots: { velocity } };
    },
  } satisfies Optimizer);
}
