import { checkedNotNegative, type Transform } from './transform.ts';
import { constant } from '../../graph/value.ts';
import { add } from '../../ops/elementwise/add.ts';

export interface DecoupledDecayOptions {
  /** Share of the parameter that is added to its update. Default 0.01. */
  readonly weightDecay?: number;
}

/**
 * Weight decay apart from the gradient: before the learning rate in a chain it takes off η · weightDecay · w a step.
 *
 *     u ← u + weightDecay · w
 *
 * Only for weights that multiply inputs (`penalized`); biases and scales do not decay (PyTorch decays all it is given).
 *
 * @throws {OptionError} `weightDecay` below 0.
 * @example decoupledDecay({ weightDecay: 0.05 })
 * @see Loshchilov and Hutter 2019, arXiv:1711.05101; optax, `add_decayed_weights`.
 */
export function decoupledDecay({ weightDecay = 0.01 }: DecoupledDecayOptions = {}): Transform {
  checkedNotNegative('decoupledDecay', 'weightDecay', weightDecay);
  return Object.freeze({
    name: 'decoupledDecay',
    options: Object.freeze({ weightDecay }),
    slots: [],
    scalars: {},
    elementwise: true,
    prepare: ({ pending }) => ({
      pending:
        weightDecay === 0
          ? pending
          : { ...pending, decay: pending.decay ? add(pending.decay, weightDecay) : constant(weightDecay) },
    }),
  } satisfies Transform);
}
