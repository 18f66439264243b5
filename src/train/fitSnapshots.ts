import { fit, type FitData, type FitOptions, type FitResult } from './fit.ts';
import { splitEpochs } from './splitEpochs.ts';
import { restarted, type TrainingState } from './state.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import { OptionError } from '../util/errors.ts';
import { randomKey } from '../util/random.ts';

/** What several trainings that share a runtime take. */
export type SharedFitOptions = Pick<
  FitOptions,
  'runtime' | 'backbone' | 'signal' | 'evaluateEvery' | 'onEpoch'
>;

/**
 * A snapshot ensemble: one training whose learning rate falls to zero and starts again, its weights kept at the end of each
 * cycle.
 *
 *     factor(t) = (1 + cos(π · t / Tₖ)) / 2   within cycle k of Tₖ steps
 *
 * The epochs of the recipe are shared out among the cycles, so all of it costs one training. Weights and the optimizer's
 * state go on from cycle to cycle; each cycle sees the examples in an order of its own. A recipe that warms up does so in the
 * first cycle.
 *
 * @param cycles A whole number of 1 or more; at most as many as epochs.
 * @returns The result of each cycle, first cycle first: later ones know more. Its model's recipe has the epochs of the cycle.
 * @throws {OptionError} `cycles`; a recipe that stops early or averages weights.
 * @see Huang et al. 2017, "Snapshot Ensembles", arXiv:1704.00109.
 */
export async function fitSnapshots(
  data: FitData,
  recipe: Recipe,
  cycles: number,
  options: SharedFitOptions,
): Promise<FitResult[]> {
  if (!Number.isInteger(cycles) || cycles < 1)
    throw new OptionError(
      `snapshots: cycles must be a whole number of 1 or more. Received cycles=${cycles}.`,
    );
  for (const field of ['stopping', 'averaging'] as const)
    if (recipe[field])
      throw new OptionError(
        `snapshots: the weights at the end of each cycle are taken as they are. Received a recipe with ${field}. Set ${field} to null.`,
      );
  const { warmup = 0 } = recipe.schedule as { warmup?: number };
  const results: FitResult[] = [];
  let last: TrainingState | undefined;
  for (const [k, epochs] of splitEpochs(recipe.epochs, cycles).entries()) {
    const cycle = checked({
      ...recipe,
      epochs,
      schedule: k === 0 && warmup > 0 ? { name: 'cosine', warmup } : { name: 'cosine' },
      // The first one begins as a training of the recipe does.
      seed: k === 0 ? recipe.seed : randomKey(recipe.seed, 'cycle', k),
    });
    const from = last && restarted(last);
    const result = await fit(data, cycle, {
      ...options,
      ...(from && { resumeFrom: from }),
      onState: (state) => void (last = state),
    });
    results.push(result);
    if (result.stopped.reason === 'interrupted') break;
  }
  return results;
}
