import { dense, type DenseOptions } from './dense.ts';
import { checkedRate, dropMask } from './dropMask.ts';
import type { Layer } from './layer.ts';

export interface DropConnectOptions extends DenseOptions {
  /** Fraction of the weights dropped, in [0, 1). Default 0.5. */
  readonly rate?: number;
}

/**
 * Dense layer whose weights are dropped rather than its inputs.
 *
 *     y = x · (W ⊙ M) / (1 − rate) + b,   M ~ Bernoulli(1 − rate), redrawn each step
 *
 * Shapes: x [N, features] → y [N, units]; M as W, [features, units]. Evaluation: a dense layer.
 *
 * Departs from its source: one mask a step for the whole batch instead of one an example (which takes N times the
 * memory), the bias is kept, and evaluation takes the mean weights instead of a Gaussian approximation.
 *
 * @param options As those of `dense`, and `rate`.
 * @throws {OptionError} `rate` outside [0, 1), `units` not a positive integer. @throws {ShapeError} no [N, features].
 * @example sequential(flatten(), dropConnect({ units: 128, rate: 0.3 }), relu(), dense({ units: 10 }))
 * @see Wan et al. 2013, ICML, PMLR 28(3):1058-1066.
 */
export function dropConnect({ rate = 0.5, ...options }: DropConnectOptions): Layer {
  checkedRate('dropConnect', rate);
  const whole = dense(options);
  return Object.freeze({
    ...whole,
    name: 'dropConnect',
    options: Object.freeze({ ...whole.options, rate }),
    apply: (x, context) =>
      whole.apply(x, {
        ...context,
        parameter(name) {
          const value = context.parameter(name);
          return name === 'kernel'
            ? dropMask(value, value.shape, rate, context, { perExample: false })
            : value;
        },
      }),
  } satisfies Layer);
}
