import type { EnsembleForm } from './form.ts';
import { recipe as checked, type Recipe } from '../../recipe/schema.ts';
import { OptionError } from '../../util/errors.ts';

/** One way of making many networks, or their average, of a recipe. */
export interface EnsembleMethod {
  readonly name: string;
  readonly explanation: string;
  readonly recipe: Recipe;
  readonly form: EnsembleForm;
}

export interface MethodOptions {
  /** Networks of an ensemble, cycles and branches: a whole number from 2 to 20. Default 4. */
  readonly members?: number;
  /** Samples of Monte Carlo dropout. Default 30. */
  readonly samples?: number;
  /** Optimizer steps of one training, by which the average of `ema` reaches back. Default 1,000. */
  readonly steps?: number;
}

/** Dropout of a network that has none, where it is to be sampled. */
const sampledRate = 0.2;

/** Share of the steps of a training over which `ema` averages. */
const reach = 0.1;

/**
 * The ways that are compared with a single network of the recipe; the first one is that network.
 *
 * All train as many steps as one network, but for `independentFull`. An average over the weights of a training that stops early
 * has no end to be taken at, so `snapshots`, `swa` and `soup` train without stopping.
 *
 * @throws {OptionError} `members` or `samples` outside their range.
 */
export function ensembleMethods(
  recipe: Recipe,
  { members = 4, samples = 30, steps = 1000 }: MethodOptions = {},
): EnsembleMethod[] {
  if (!Number.isInteger(members) || members < 2 || members > 20)
    throw new OptionError(
      `ensemble: members must be a whole number from 2 to 20. Received members=${members}.`,
    );
  if (!Number.isInteger(samples) || samples < 2)
    throw new OptionError(
      `ensemble: samples must be a whole number of 2 or more. Received samples=${samples}.`,
    );
  const unstopped = { ...recipe, stopping: null, averaging: null };
  const decay = Math.min(0.999, Math.max(0, 1 - 1 / Math.max(1, reach * steps)));
  const dropout = recipe.dropout || sampledRate;
  const all: (EnsembleMethod & { readonly least?: number })[] = [
    { name: 'single', explanation: 'one network', recipe, form: { kind: 'single' } },
    {
      name: 'independent',
      explanation: `${members} networks from different starts that share the epochs of one`,
      recipe,
      form: { kind: 'independent', members, cost: 'equal' },
      least: members,
    },
    {
      name: 'independentFull',
      explanation: `${members} networks from different starts, each trained in full`,
      recipe,
      form: { kind: 'independent', members, cost: 'full' },
    },
    {
      name: 'monteCarlo',
      explanation: `one network with dropout ${dropout}, asked ${samples} times with dropout left on`,
      recipe: checked({ ...recipe, dropout }),
      form: { kind: 'monteCarlo', samples },
    },
    {
      name: 'snapshots',
      explanation: `the ends of ${members} cycles of the learning rate`,
      recipe: checked(unstopped),
      form: { kind: 'snapshots', members },
      least: members,
    },
    {
      name: 'ema',
      explanation: `weights averaged over about the last ${Math.round(1 / (1 - decay))} steps`,
      recipe: checked({ ...recipe, averaging: { name: 'ema', decay } }),
      form: { kind: 'single' },
    },
    {
      name: 'swa',
      explanation: 'weights averaged over the second half of the epochs, at a learning rate that stays',
      recipe: checked({
        ...unstopped,
        schedule: { name: 'constant' },
        averaging: { name: 'swa', startFraction: 0.5 },
      }),
      form: { kind: 'single' },
    },
    {
      name: 'soup',
      explanation: `weights of ${members} branches of one training, averaged where that lowers a held-out loss`,
      recipe: checked(unstopped),
      form: { kind: 'soup', members },
      least: members + 1,
    },
  ];
  return all.filter(({ least = 1 }) => recipe.epochs >= least).map(({ least: _, ...method }) => method);
}
