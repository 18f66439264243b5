import { chain } from './chain.ts';
import type { Optimizer } from './optimizer.ts';
import { momentum as trace } from './transforms/momentum.ts';
import { scaleByLearningRate } from './transforms/scaleByLearningRate.ts';
import { checkedShare } from './transforms/transform.ts';
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
 * The chain: momentum where there is one, scaleByLearningRate.
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
  return chain({
    name: 'sgd',
    options: { momentum, nesterov },
    transforms: [...(momentum > 0 ? [trace({ decay: momentum, nesterov })] : []), scaleByLearningRate()],
  });
}
