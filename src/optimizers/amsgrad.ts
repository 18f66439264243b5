import { adamOptions, type AdamOptions } from './adam.ts';
import { chain } from './chain.ts';
import type { Optimizer } from './optimizer.ts';
import { scaleByAdam } from './transforms/scaleByAdam.ts';
import { scaleByLearningRate } from './transforms/scaleByLearningRate.ts';

/**
 * Adam divided by the largest mean square so far, so that steps do not grow again where gradients become rare.
 *
 *     v̂ ← max(v̂, v),   w ← w − η · (m / (1 − β₁ᵗ)) / (√(v̂ / (1 − β₂ᵗ)) + ε)
 *
 * The chain: scaleByAdam with `amsgrad`, scaleByLearningRate.
 *
 * @throws {OptionError} a beta outside [0, 1), or `epsilon` not above 0.
 * @example amsgrad({ beta2: 0.99 })
 * @see Reddi et al. 2018, ICLR; PyTorch's `Adam(amsgrad=True)`, which keeps the largest v before its correction.
 */
export function amsgrad(options: AdamOptions = {}): Optimizer {
  const checked = adamOptions('amsgrad', options);
  return chain({
    name: 'amsgrad',
    options: checked,
    transforms: [scaleByAdam({ ...checked, amsgrad: true }), scaleByLearningRate()],
  });
}
