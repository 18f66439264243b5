import { averageModels } from './averageModels.ts';
import { scoreRaw } from './evaluate.ts';
import { predict, type Model } from './model.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** An average of weights that was put together greedily, and how it came about. */
export interface GreedySoup {
  readonly model: Model;
  /** Indices of the models in it, in the order in which they were added. */
  readonly ingredients: readonly number[];
  /** Loss of each model alone on the held-out part. */
  readonly losses: readonly number[];
  /** Loss of the average on the held-out part: at most the least of `losses`. */
  readonly loss: number;
}

/**
 * Averages the weights of trainings greedily: from the best one down, a network is added where the average with it has less
 * loss on a held-out part.
 *
 * The held-out part chooses, so it must not be what is reported. Departs from its source, which adds where accuracy does not
 * fall: on small parts accuracy stands still, and everything would be added.
 *
 * @param models Trainings that share their beginning; see `averageModels`. @param held Chooses. @param train What they were
 * trained on, for running statistics.
 * @throws {OptionError} no models, or models of different shapes.
 * @see Wortsman et al. 2022, "Model soups", arXiv:2203.05482, recipe 1.
 */
export async function greedySoup(
  models: readonly Model[],
  held: Dataset,
  train: Dataset,
  runtime: Runtime,
): Promise<GreedySoup> {
  const lossOf = async (model: Model): Promise<number> =>
    scoreRaw(await predict(model, held.features, held.size, runtime), held, model.preparation.target).loss;
  const losses: number[] = [];
  for (const model of models) losses.push(await lossOf(model));
  const order = losses.map((_, i) => i).sort((a, b) => losses[a]! - losses[b]!);
  let ingredients = order.slice(0, 1);
  let model = await averageModels(
    ingredients.map((i) => models[i]!),
    train,
    runtime,
  );
  let loss = losses[order[0]!]!;
  for (const next of order.slice(1)) {
    const wider = [...ingredients, next];
    const average = await averageModels(
      wider.map((i) => models[i]!),
      train,
      runtime,
    );
    const found = await lossOf(average);
    if (found < loss) [ingredients, model, loss] = [wider, average, found];
  }
  return { model, ingredients, losses, loss };
}
