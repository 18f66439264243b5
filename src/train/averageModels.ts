import type { Model } from './model.ts';
import { preparePart } from './model.ts';
import { reestimation } from './reestimate.ts';
import type { Dataset } from '../data/dataset.ts';
import { network } from '../recipe/compile.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { OptionError } from '../util/errors.ts';

/**
 * One network whose weights are the mean of several networks' weights. It predicts at the cost of one.
 *
 *     w = 1/K Σₖ wₖ
 *
 * Good only of networks that lie in one valley of the loss: trainings that share their beginning, or a pretrained start. Running
 * statistics are estimated anew on the training part.
 *
 * @param train What the networks were trained on.
 * @throws {OptionError} no models, or models of different shapes.
 * @see Wortsman et al. 2022, "Model soups", arXiv:2203.05482.
 */
export async function averageModels(
  models: readonly Model[],
  train: Dataset,
  runtime: Runtime,
): Promise<Model> {
  const [first] = models;
  if (!first) throw new OptionError('average: needs one model or more. Received none.');
  const net = network(first.recipe, first.preparation, first.backbone);
  const parameters: Record<string, Float32Array> = {};
  for (const [path, { trainable }] of Object.entries(net.specs)) {
    const all = models.map((model) => model.parameters[path]);
    const own = all[0]!;
    if (all.some((values) => values?.length !== own.length))
      throw new OptionError(
        `average: all models must be of one shape. Received models that differ in ${path}. Average trainings of one recipe.`,
      );
    parameters[path] = trainable
      ? own.map((_, i) => all.reduce((sum, values) => sum + values![i]!, 0) / models.length)
      : own;
  }
  if (models.length === 1) return first;
  const part = await preparePart(first.preparation, train, runtime);
  const batch = Math.min(first.recipe.batchSize, train.size);
  const statistics = await reestimation(net, part, batch, runtime);
  try {
    return { ...first, parameters: statistics ? await statistics.run(parameters) : parameters };
  } finally {
    await statistics?.dispose();
  }
}
