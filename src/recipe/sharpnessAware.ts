import type { Value } from '../graph/types.ts';
import { withScope } from '../graph/value.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { globalNorm } from '../ops/globalNorm.ts';
import { grad } from '../ops/grad.ts';

/**
 * Gradients of sharpness-aware minimisation: those of the loss at the worst place within `rho` of the weights, to first
 * order, so that training looks for wide valleys.
 *
 *     ε = ρ · g / ‖g‖,   g = ∇L(w),   result = ∇L(w + ε)
 *
 * The norm goes over all parameters. It costs a second pass forward and backward.
 *
 * @param lossAt The loss of the same batch, with the same random draws, at other parameters; what it says of running
 * statistics is not kept.
 * @param loss The loss at `parameters`.
 * @see Foret et al. 2021, arXiv:2010.01412.
 */
export function sharpnessAware(
  lossAt: (parameters: readonly Value[]) => Value,
  loss: Value,
  parameters: readonly Value[],
  rho: number,
): Value[] {
  const gradients = grad(loss, parameters);
  const there = withScope('sharpness', () => {
    // The small number keeps a gradient of zero where it is.
    const scale = div(rho, add(globalNorm(gradients), 1e-12));
    return parameters.map((parameter, i) => add(parameter, mul(gradients[i]!, scale)));
  });
  return grad(
    withScope('sharpness', () => lossAt(there)),
    there,
  );
}
