import { fit, type FitData, type FitOptions, type FitResult } from './fit.ts';
import { sharedTraining } from './sharedTraining.ts';
import { partsOf } from './parts.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Recipe } from '../recipe/schema.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { OptionError } from '../util/errors.ts';

/** One of several trainings: its data, its recipe, and whatever `fit` takes beside the runtime. */
export interface TrainingRun extends Omit<FitOptions, 'runtime' | 'compileTraining'> {
  /** The parts, or one dataset, split by the recipe's seed. */
  readonly data: Dataset | FitData;
  readonly recipe: Recipe;
}

/**
 * Trains several networks of one shape at once, as one batched program: quicker than one after the other where the
 * networks are so small that the overhead of a node matters. Each gets the weights that `fit` gives it.
 *
 * The recipes may differ in seed, learning rate, schedule, epochs and stopping; the data in anything that leads to the
 * same network. A training that ends early computes along until the last one ends, so runs of like length belong
 * together. Four a process and one process a core measure best (`npm run bench -- engine --only eight`).
 *
 * @returns What became of each, as `Promise.allSettled` says it: a training that fails leaves the others alone.
 * @throws {OptionError} no training is given, or the recipes differ in what is part of the program.
 * @example
 * const runs = [0, 1, 2, 3].map((seed) => ({ data, recipe: { ...plan, seed } }));
 * const results = await fitTogether(runs, { runtime: nodeRuntime() });
 */
export async function fitTogether(
  runs: readonly TrainingRun[],
  { runtime }: { readonly runtime: Runtime },
): Promise<PromiseSettledResult<FitResult>[]> {
  checkRecipes(runs.map(({ recipe }) => recipe));
  const lanes = sharedTraining(runtime, runs.length);
  return Promise.allSettled(
    runs.map(async ({ data, recipe, ...options }, k) => {
      const { compile, leave } = lanes[k]!;
      try {
        return await fit(partsOf(data, recipe), recipe, { ...options, runtime, compileTraining: compile });
      } finally {
        leave();
      }
    }),
  );
}

/** @throws {OptionError} there are none, or two differ in a field that is part of the training program. */
function checkRecipes(recipes: readonly Recipe[]): void {
  const [first, ...others] = recipes;
  if (!first) throw new OptionError('fitTogether: at least one training is needed. Received none.');
  const fields = Object.keys(programFields(first)) as (keyof Recipe)[];
  others.forEach((other, i) => {
    const differing = fields.filter(
      (field) => JSON.stringify(programFields(other)[field]) !== JSON.stringify(programFields(first)[field]),
    );
    if (differing.length > 0)
      throw new OptionError(
        'fitTogether: recipes may differ in seed, learning rate, schedule, epochs and stopping only. Recipe ' +
          `${i + 1} differs from recipe 0 in ${differing.join(', ')}. Train them one by one.`,
      );
  });
}

/** A recipe with all that is fed to the training program, or acts outside it, made equal. */
const programFields = (recipe: Recipe): Recipe => ({
  ...recipe,
  optimizer: { ...recipe.optimizer, learningRate: 0 },
  schedule: { name: 'constant' },
  stopping: null,
  epochs: 0,
  seed: 0,
});
