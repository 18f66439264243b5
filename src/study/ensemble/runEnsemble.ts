import { encodedFloats } from './encodedFloats.ts';
import type { EnsembleForm, EnsembleOutcome } from './form.ts';
import { trainEnsemble, type TrainedEnsemble } from './trainEnsemble.ts';
import type { TrialJob, TrialResult } from '../trial.ts';
import type { Dataset } from '../../data/dataset.ts';
import { brierScore } from '../../metrics/brierScore.ts';
import { equalMassCalibrationError } from '../../metrics/equalMassCalibrationError.ts';
import { expectedCalibrationError } from '../../metrics/expectedCalibrationError.ts';
import { preparedTargets } from '../../recipe/preparation.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { predictEnsemble } from '../../train/ensemble.ts';
import { generalizationGap, score, scoreRaw, type Scores } from '../../train/evaluate.ts';
import type { FitData } from '../../train/fit.ts';
import type { SharedFitOptions } from '../../train/fitSnapshots.ts';
import { predictMonteCarlo } from '../../train/predictMonteCarlo.ts';
import { randomKey } from '../../util/random.ts';

/** One trial of several networks: trains them, and scores what they say together. */
export async function runEnsemble(
  data: FitData,
  job: TrialJob & { readonly ensemble: EnsembleForm },
  options: SharedFitOptions,
): Promise<TrialResult> {
  const began = performance.now();
  const { recipe, ensemble: form } = job;
  const { runtime } = options;
  const ensemble = await trainEnsemble(data, recipe, form, { ...options, evaluateEvery: recipe.epochs });
  const { models, trainings, members, trainingSteps, predictionCost } = ensemble;
  const { preparation } = models[0]!;
  const first = trainings[0]!;
  const train = scoresOf(await answers(ensemble, form, recipe.seed, data.train, runtime), data.train);
  const held = data.validation;
  const predicted = held && (await answers(ensemble, form, recipe.seed, held, runtime));
  const validation = predicted && scoresOf(predicted, held);
  return {
    parameters: ensemble.parameters,
    stopped: first.stopped,
    train,
    ...(validation && { validation, generalizationGap: generalizationGap(train, validation) }),
    history: first.history,
    seconds: (performance.now() - began) / 1000,
    ensemble: {
      members,
      trainingSteps,
      predictionCost,
      ...(predicted && confidence(predicted, held)),
    },
    ...(predicted && job.wantsPredictions && { predictions: encodedFloats(predicted.predictions) }),
    ...(job.wantsModel && { model: models[0]!, members: models }),
  };

  function scoresOf({ predictions, width }: Answers, part: Dataset): Scores {
    const { target } = preparation;
    return target.kind === 'classes'
      ? score(predictions, width, preparedTargets(target, part), target, true)
      : scoreRaw({ predictions, width }, part, target);
  }

  function confidence({ predictions, width }: Answers, part: Dataset): Partial<EnsembleOutcome> {
    const { target } = preparation;
    if (target.kind !== 'classes') return {};
    const targets = preparedTargets(target, part);
    return {
      calibrationError: expectedCalibrationError.evaluate(predictions, width, targets),
      equalMassCalibrationError: equalMassCalibrationError.evaluate(predictions, width, targets),
      brierScore: brierScore.evaluate(predictions, width, targets),
    };
  }
}

interface Answers {
  readonly predictions: Float32Array;
  readonly width: number;
}

/** What the networks say together. */
const answers = (
  { models }: TrainedEnsemble,
  form: EnsembleForm,
  seed: number,
  { features, size }: Dataset,
  runtime: Runtime,
): Promise<Answers> =>
  form.kind === 'monteCarlo'
    ? predictMonteCarlo(models[0]!, features, size, runtime, {
        samples: form.samples,
        seed: randomKey(seed, 'monteCarlo'),
      })
    : predictEnsemble({ members: models }, features, size, runtime);
