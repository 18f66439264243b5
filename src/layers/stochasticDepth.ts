import { branch } from './branch.ts';
import { checkedRate, dropMask } from './dropMask.ts';
import type { Layer } from './layer.ts';
import { add } from '../ops/elementwise/add.ts';
import type { Shape } from '../util/shape.ts';

/**
 * Residual layers that are skipped at random, an example at a time.
 *
 *     y = x + m/(1 − rate) · f(x),   m ~ Bernoulli(1 − rate), redrawn each step and example
 *
 * Shapes: x [N, …] → the same; f must keep the shape. Evaluation: y = x + f(x), nothing is skipped or scaled.
 *
 * Departs from its source: the branch is scaled in training instead of in evaluation, which has the same mean, and
 * an example is skipped instead of the whole batch. Skipped branches are computed all the same, so that batch
 * statistics inside f are of all examples.
 *
 * @param options.rate Fraction of the examples that skip f, in [0, 1). Default 0.5.
 * @param layers The branch f.
 * @throws {OptionError} `rate` outside [0, 1). @throws {ShapeError} f changes the shape.
 * @example stochasticDepth({ rate: 0.2 }, dense({ units: 64 }), relu(), dense({ units: 64 }))
 * @see Huang et al. 2016, arXiv:1603.09382.
 */
export function stochasticDepth(
  { rate = 0.5 }: { readonly rate?: number } = {},
  ...layers: readonly Layer[]
): Layer {
  checkedRate('stochasticDepth', rate);
  const body = branch('stochasticDepth', layers);
  return Object.freeze({
    name: 'stochasticDepth',
    options: Object.freeze({ rate, layers }),
    exampleShape: [2, 4],
    outputShape: body.outputShape,
    parameters: body.parameters,
    apply(x, context) {
      const single: Shape = [x.shape[0]!, ...x.shape.slice(1).map(() => 1)];
      return add(x, dropMask(body.change(x, context), single, rate, context));
    },
  } satisfies Layer);
}
