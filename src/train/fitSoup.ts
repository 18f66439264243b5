import { fit, type FitData, type FitResult } from './fit.ts';
import { greedySoup, type GreedySoup } from './greedySoup.ts';
import type { SharedFitOptions } from './fitSnapshots.ts';
import { splitEpochs } from './splitEpochs.ts';
import { restarted, type TrainingState } from './state.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import { OptionError } from '../util/errors.ts';
import { randomKey } from '../util/random.ts';

/** Factors of the learning rate of the branches, in turns: as the recipe has it, gentler, stronger. */
const strengths = [1, 0.5, 2];

/** Share of the epochs that the branches have in common. */
const trunkShare = 0.5;

/**
 * A greedy soup at the cost of one training: half of the epochs in common, the other half shared out among branches that differ
 * in the order of the examples and in the learning rate, then the greedy average of the branches.
 *
 * Networks average well only where they lie in one valley, and trainings from random weights part early; hence the common
 * beginning, which a pretrained start has already (Frankle et al. 2020). In it the learning rate stays; in each branch it falls
 * to zero by half a cosine. Branches go on from the weights and the optimizer's state of the trunk.
 *
 * @param data `stop` is the part that chooses what is added. @param branches A whole number of 2 or more; the recipe must have
 * at least one epoch more.
 * @throws {OptionError} `branches`; no stop part; a recipe that stops early or averages weights.
 * @see Wortsman et al. 2022, arXiv:2203.05482; Frankle et al. 2020, "Linear Mode Connectivity", arXiv:1912.05671.
 */
export async function fitSoup(
  data: FitData & { readonly stop: NonNullable<FitData['stop']> },
  recipe: Recipe,
  branches: number,
  options: SharedFitOptions,
): Promise<{
  readonly soup: GreedySoup;
  readonly trunk: FitResult;
  readonly branches: readonly FitResult[];
}> {
  if (!Number.isInteger(branches) || branches < 2)
    throw new OptionError(
      `soup: branches must be a whole number of 2 or more. Received branches=${branches}.`,
    );
  for (const field of ['stopping', 'averaging'] as const)
    if (recipe[field])
      throw new OptionError(
        `soup: the weights at the end of each branch are averaged. Received a recipe with ${field}. Set ${field} to null.`,
      );
  const common = Math.max(1, Math.min(Math.round(trunkShare * recipe.epochs), recipe.epochs - branches));
  const shares = splitEpochs(recipe.epochs - common, branches);
  const { warmup = 0 } = recipe.schedule as { warmup?: number };
  // What falls early warms up over the whole training; the trunk is a part of it.
  const rise = Math.min(0.9, (warmup * recipe.epochs) / common);
  let last: TrainingState | undefined;
  const parts = { train: data.train, ...(data.validation && { validation: data.validation }) };
  const trunk = await fit(
    parts,
    checked({
      ...recipe,
      epochs: common,
      schedule: rise > 0 ? { name: 'warmupConstant', warmup: rise } : { name: 'constant' },
    }),
    { ...options, onState: (state) => void (last = state) },
  );
  const results: FitResult[] = [];
  for (const [k, epochs] of shares.entries()) {
    const { learningRate } = recipe.optimizer;
    const branch = checked({
      ...recipe,
      epochs,
      schedule: { name: 'cosine' },
      optimizer: { ...recipe.optimizer, learningRate: learningRate * strengths[k % strengths.length]! },
      seed: randomKey(recipe.seed, 'branch', k),
    });
    results.push(await fit(parts, branch, { ...options, resumeFrom: restarted(last!) }));
  }
  const models = results.map(({ model }) => ({ ...model, recipe }));
  return { soup: await greedySoup(models, data.stop, data.train, options.runtime), trunk, branches: results };
}
