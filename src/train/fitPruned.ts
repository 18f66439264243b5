import { fit, type FitData, type FitResult } from './fit.ts';
import type { SharedFitOptions } from './fitSnapshots.ts';
import { prunedParameters } from './prunedParameters.ts';
import { initialState, parametersOf, type TrainingState } from './state.ts';
import { network, stateName } from '../recipe/compile.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import { float32 } from '../runtime/runtime.ts';
import { OptionError } from '../util/errors.ts';

/**
 * A small network by structured pruning, at as many steps as one training: a large one for half of the epochs, then whole
 * units are taken out, and what is left is trained for the other half.
 *
 * In the first half the learning rate stays, in the second it falls to zero by half a cosine. The optimizer begins anew.
 *
 * @param recipe The small network, 2 epochs or more, without early stopping and weight averaging.
 * @param size The size of the large network.
 * @throws {OptionError} the recipe, a size that is not larger, or an architecture that is no chain (`prunedParameters`).
 * @see Li et al. 2017, arXiv:1608.08710; Liu et al. 2019, "Rethinking the value of network pruning", arXiv:1810.05270 (that
 * the small network trained from the start does as well).
 */
export async function fitPruned(
  data: FitData,
  recipe: Recipe,
  size: number,
  options: SharedFitOptions,
): Promise<{ readonly large: FitResult; readonly small: FitResult }> {
  for (const field of ['stopping', 'averaging'] as const)
    if (recipe[field])
      throw new OptionError(
        `prune: the weights at the end of the first half are cut. Received a recipe with ${field}. Set ${field} to null.`,
      );
  if (recipe.epochs < 2)
    throw new OptionError(
      `prune: epochs must be 2 or more, half for each network. Received ${recipe.epochs}.`,
    );
  if (size <= recipe.architecture.size)
    throw new OptionError(
      `prune: the large network must be larger than ${recipe.architecture.size}. Received size=${size}.`,
    );
  const half = Math.floor(recipe.epochs / 2);
  const { warmup = 0 } = recipe.schedule as { warmup?: number };
  const rise = Math.min(0.9, (warmup * recipe.epochs) / half);
  const architecture = { ...recipe.architecture, size };
  const schedule = rise > 0 ? { name: 'warmupConstant', warmup: rise } : { name: 'constant' };
  let last: TrainingState | undefined;
  const large = await fit(data, checked({ ...recipe, architecture, epochs: half, schedule }), {
    ...options,
    onState: (state) => void (last = state),
  });
  const rest = checked({ ...recipe, epochs: recipe.epochs - half, schedule: { name: 'cosine' } });
  const { preparation } = large.model;
  const [before, after] = [large.model.recipe, rest].map((one) => network(one, preparation)) as [
    ReturnType<typeof network>,
    ReturnType<typeof network>,
  ];
  const start = initialState(after);
  const weights = prunedParameters(before, after, parametersOf(before, last!));
  const tensors = { ...start.tensors };
  for (const [path, values] of Object.entries(weights))
    tensors[stateName.parameter(path)] = float32(values, after.specs[path]!.shape);
  const small = await fit(data, rest, { ...options, resumeFrom: { ...start, tensors } });
  return { large, small: { ...small, model: { ...small.model, recipe } } };
}
