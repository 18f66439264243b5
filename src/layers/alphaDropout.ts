import { checkedRate, keptMask } from './dropMask.ts';
import { shapeless, type Layer } from './layer.ts';
import { seluConstants } from './seluConstants.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';

/**
 * Dropout for selu: what is dropped goes to selu's lower end, and mean 0 and variance 1 stay what they are.
 *
 *     y = a · (x ⊙ m + α′ · (1 − m)) + b,   m ~ Bernoulli(q), q = 1 − rate, redrawn each step
 *     α′ = −λα ≈ −1.7581,   a = (q + α′² q (1 − q))^(−1/2),   b = −a (1 − q) α′
 *
 * Shapes: x [N, …] → the same; one draw per element. Evaluation: the identity.
 *
 * @param options.rate Fraction dropped, in [0, 1). Default 0.5; with selu, 0.05 to 0.1 is usual.
 * @throws {OptionError} `rate` outside [0, 1).
 * @example sequential(dense({ units: 64 }), selu(), alphaDropout({ rate: 0.1 }), dense({ units: 10 }))
 * @see Klambauer et al. 2017, arXiv:1706.02515.
 */
export function alphaDropout({ rate = 0.5 }: { readonly rate?: number } = {}): Layer {
  checkedRate('alphaDropout', rate);
  const low = -seluConstants.scale * seluConstants.alpha;
  const keep = 1 - rate;
  const scale = 1 / Math.sqrt(keep + low * low * keep * rate);
  const shift = -scale * rate * low;
  return shapeless(
    'alphaDropout',
    (x, context) => {
      const kept = keptMask(x.shape, rate, context);
      if (!kept) return x;
      // a·(x·m + α′·(1 − m)) + b, with what depends on the mask alone gathered in one term.
      const dropped = add(mul(kept, -scale * low), scale * low + shift);
      return add(mul(x, mul(kept, scale)), dropped);
    },
    { rate },
  );
}
