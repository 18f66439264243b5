import { checkedRate, dropMask } from './dropMask.ts';
import { shapeless, type Layer } from './layer.ts';

/**
 * Inverted dropout: zeroes each activation with probability `rate`, scales the rest.
 *
 *     y = x ⊙ m / (1 − rate),   m ~ Bernoulli(1 − rate), redrawn each step
 *
 * Shapes: x [N, …] → y [N, …], float32; one draw per element.
 * Evaluation: the identity; the evaluation program contains no dropout node.
 *
 * @param options.rate Fraction dropped, in [0, 1). Default 0.5.
 * @throws {OptionError} `rate` outside [0, 1).
 * @example sequential(dense({ units: 128 }), relu(), dropout({ rate: 0.3 }), dense({ units: 10 }))
 * @see Srivastava et al. 2014, JMLR 15:1929-1958.
 */
export function dropout({ rate = 0.5 }: { readonly rate?: number } = {}): Layer {
  checkedRate('dropout', rate);
  return shapeless('dropout', (x, context) => dropMask(x, x.shape, rate, context), { rate });
}
