import { calibrate, type Calibration } from './ensemble/calibrate.ts';
import { compareEnsembles, ensembleTrials } from './ensemble/compareEnsembles.ts';
import type { EnsembleForm } from './ensemble/form.ts';
import { heldOutParts } from './ensemble/heldOutParts.ts';
import type { EnsemblesRecord } from './ensemble/record.ts';
import type { Pair } from './pairs.ts';
import type { PairResults, TestBench } from './testBench.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Recipe } from '../recipe/schema.ts';
import { OptionError } from '../util/errors.ts';

/** In which form the chosen recipe is deployed. */
export interface FinalForm {
  /** Of the recipe, or of the ensemble's members. */
  readonly recipe: Recipe;
  /** Absent for one network. */
  readonly form?: EnsembleForm;
  readonly ensembles?: EnsemblesRecord;
  /** Of classes. */
  readonly calibration?: Calibration;
}

/** @throws {OptionError} an ensemble that cannot be deployed. */
export function checkEnsembleName(name: string | boolean | undefined): void {
  if (name === 'monteCarlo')
    throw new OptionError(
      'ensemble: must be one that a model file can hold. Received monteCarlo, which draws at each prediction. Choose another, or compare them all and see what it is worth.',
    );
}

/**
 * One network or several, and how sure they may be: ensembles are compared where that is asked for, and one temperature is
 * fitted on held-out predictions and kept where it lowers the log loss of others.
 *
 * @param ensembles Whether to compare them; the name of one that is used whatever the evidence.
 * @param pruned How the one network is made, where it is not trained from the start; ensembles are.
 */
export async function finalForm(
  bench: TestBench,
  data: Dataset,
  recipe: Recipe,
  pairs: readonly Pair[],
  ensembles: string | boolean = false,
  pruned?: EnsembleForm,
): Promise<FinalForm> {
  const calibrated = (results: PairResults) =>
    data.target.kind === 'classes'
      ? { calibration: calibrate(heldOutParts(data, pairs, results)) }
      : undefined;
  if (ensembles === false) {
    const form = pruned && { form: pruned };
    if (data.target.kind !== 'classes') return { recipe, ...form };
    bench.total += pairs.length;
    const asked = pairs.map(({ parts, seed }) => ({
      ...{ parts, seed, scoresOnly: true, wantsPredictions: true },
      ...(pruned && { ensemble: pruned }),
    }));
    return {
      recipe,
      ...form,
      ...calibrated(await bench.pairs('How sure may it be?', 'chosen', recipe, asked)),
    };
  }
  const plan = { recipe, pairs, ...(typeof ensembles === 'string' && { use: ensembles }) };
  bench.total += ensembleTrials(plan);
  const { record, chosen, results } = await compareEnsembles(bench, plan);
  return {
    recipe: chosen?.recipe ?? recipe,
    ...(chosen && chosen.form.kind !== 'single' && { form: chosen.form }),
    ensembles: record,
    ...calibrated(results),
  };
}
