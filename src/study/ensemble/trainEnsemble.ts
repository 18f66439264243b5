import type { EnsembleForm } from './form.ts';
import { recipe as checked, type Recipe } from '../../recipe/schema.ts';
import { watches } from '../../recipe/watches.ts';
import { fit, type FitData, type FitResult } from '../../train/fit.ts';
import { fitPruned } from '../../train/fitPruned.ts';
import { fitSnapshots, type SharedFitOptions } from '../../train/fitSnapshots.ts';
import { fitSoup } from '../../train/fitSoup.ts';
import type { Model } from '../../train/model.ts';
import { splitEpochs } from '../../train/splitEpochs.ts';
import { OptionError } from '../../util/errors.ts';
import { randomKey } from '../../util/random.ts';

/** The networks of an ensemble, and what they took. */
export interface TrainedEnsemble {
  /** Networks whose predictions are averaged. */
  readonly models: readonly Model[];
  /** What went into them. */
  readonly members: number;
  /** The trainings, in the order in which they were made. */
  readonly trainings: readonly FitResult[];
  /** Optimizer steps of all trainings together. */
  readonly trainingSteps: number;
  readonly predictionCost: number;
  /** Numbers that are stored. */
  readonly parameters: number;
}

/**
 * Trains what a form says of a recipe: all of one form and recipe at the same number of optimizer steps as one training, but
 * for `independent` at full cost.
 *
 * @param data A soup needs its `stop` part; the others look at it only where the recipe watches a part.
 * @throws {OptionError} a form that does not suit the recipe: more members than epochs, a soup without a stop part.
 */
export async function trainEnsemble(
  data: FitData,
  recipe: Recipe,
  form: EnsembleForm,
  options: SharedFitOptions,
): Promise<TrainedEnsemble> {
  const { stop, ...unstopped } = data;
  const parts: FitData = watches(recipe) && stop ? data : unstopped;
  switch (form.kind) {
    case 'single':
      return trained([await fit(parts, recipe, options)]);
    case 'monteCarlo':
      return {
        ...trained([await fit(parts, recipe, options)]),
        members: form.samples,
        predictionCost: form.samples,
      };
    case 'independent': {
      const { members, cost } = form;
      checkMembers(members);
      const epochs =
        cost === 'equal'
          ? splitEpochs(recipe.epochs, members)
          : Array.from({ length: members }, () => recipe.epochs);
      const results: FitResult[] = [];
      for (const [k, own] of epochs.entries())
        results.push(await fit(parts, memberRecipe(recipe, k, own), options));
      return trained(results);
    }
    case 'snapshots':
      return trained(await fitSnapshots(parts, recipe, form.members, options));
    case 'pruned': {
      const { large, small } = await fitPruned(unstopped, recipe, form.from, options);
      return {
        ...trained([large, small]),
        models: [small.model],
        members: 1,
        predictionCost: 1,
        parameters: small.parameters,
      };
    }
    case 'soup': {
      if (!stop)
        throw new OptionError(
          'soup: a part must choose what is averaged. Received no stop part. Set one aside (stopSplit).',
        );
      const { soup, trunk, branches } = await fitSoup({ ...unstopped, stop }, recipe, form.members, options);
      return {
        ...trained([trunk, ...branches]),
        models: [soup.model],
        members: soup.ingredients.length,
        predictionCost: 1,
        parameters: trunk.parameters,
      };
    }
  }
}

/** The recipe of member k: the first one starts as a single network does. */
const memberRecipe = (recipe: Recipe, k: number, epochs: number): Recipe =>
  checked({ ...recipe, epochs, seed: k === 0 ? recipe.seed : randomKey(recipe.seed, 'member', k) });

const trained = (trainings: readonly FitResult[]): TrainedEnsemble => ({
  models: trainings.map(({ model }) => model),
  members: trainings.length,
  trainings,
  trainingSteps: trainings.reduce((sum, { history }) => sum + (history.at(-1)?.steps ?? 0), 0),
  predictionCost: trainings.length,
  parameters: trainings[0]!.parameters * trainings.length,
});

function checkMembers(members: number): void {
  if (!Number.isInteger(members) || members < 2)
    throw new OptionError(
      `ensemble: members must be a whole number of 2 or more. Received members=${members}.`,
    );
}
