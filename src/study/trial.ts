import { encodedFloats } from './ensemble/encodedFloats.ts';
import type { EnsembleForm, EnsembleOutcome } from './ensemble/form.ts';
import { runEnsemble } from './ensemble/runEnsemble.ts';
import type { Dataset } from '../data/dataset.ts';
import { subset } from '../data/dataset.ts';
import type { Recipe } from '../recipe/schema.ts';
import { watches } from '../recipe/watches.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Scores } from '../train/evaluate.ts';
import { fit, type FitOptions, type Stopped } from '../train/fit.ts';
import type { History } from '../train/history.ts';
import { predict, type Model } from '../train/model.ts';

/** Which examples play which role in a trial, as indices into the study's data. */
export interface TrialParts {
  readonly train: Int32Array;
  /** What early stopping and a plateau's schedule watch, apart from what chooses. */
  readonly stop?: Int32Array;
  /** What chooses between recipes. */
  readonly validation?: Int32Array;
}

/** One training of one recipe on one split with one seed (the recipe's). */
export interface TrialJob {
  readonly recipe: Recipe;
  readonly parts: TrialParts;
  /** End as soon as the training part is known by heart. */
  readonly untilMemorized?: boolean;
  /**
   * End after the epoch that is running then. What follows from how far it came is for the journal to settle: this is not
   * part of the trial's key.
   */
  readonly mostSeconds?: number;
  /** Scores are taken once, at the end, with `calibratedLoss`: no curves, and less time. */
  readonly scoresOnly?: boolean;
  /** Whether the history has `jacobianNorm`. */
  readonly sensitivity?: boolean;
  /** Whether the weights come back with the result. */
  readonly wantsModel?: boolean;
  /** Whether what is predicted for the validation part comes back with the result. */
  readonly wantsPredictions?: boolean;
  /** Several networks of the recipe instead of one. Scores are taken once, at the end, with `calibratedLoss`. */
  readonly ensemble?: EnsembleForm;
}

export interface TrialResult {
  readonly parameters: number;
  readonly stopped: Stopped;
  readonly train: Scores;
  readonly validation?: Scores;
  readonly generalizationGap?: number;
  /** Standard deviation of the loss over the validation part's examples; absent for an ensemble, and in older journals. */
  readonly lossDeviation?: number;
  readonly history: History;
  readonly seconds: number;
  /** Seconds from one epoch to the next, without what starting took; absent for a training of one epoch. */
  readonly secondsPerEpoch?: number;
  readonly model?: Model;
  /** Predictions for the validation part, row-major, in its order: float32 in base64 (`decodedFloats`). */
  readonly predictions?: string;
  /** What an ensemble took; absent for a trial of one network. */
  readonly ensemble?: EnsembleOutcome;
  /** All networks of an ensemble whose weights are wanted. */
  readonly members?: readonly Model[];
}

/** Whether scores on the training part say that it is known by heart. */
export const isMemorized = (train: Scores): boolean =>
  train.accuracy !== undefined ? train.accuracy === 1 : train.loss < 0.01;

/** Runs one trial in this process; one of one network goes on from a state that `onState` gave. */
export async function runTrial(
  data: Dataset,
  job: TrialJob,
  runtime: Runtime,
  options: Pick<FitOptions, 'signal' | 'resumeFrom' | 'onState'> & {
    readonly onEpoch?: (epoch: number) => void;
  } = {},
): Promise<TrialResult> {
  const { recipe, parts } = job;
  if (job.ensemble) return runEnsembleTrial(data, { ...job, ensemble: job.ensemble }, runtime, options);
  const began = performance.now();
  let firstEpoch: { readonly at: number; readonly epoch: number } | undefined;
  let secondsPerEpoch: number | undefined;
  const result = await fit(
    {
      train: subset(data, parts.train),
      // Only what watches a part looks at the one set aside; the others leave it out of their training all the same.
      ...(parts.stop && watches(recipe) && { stop: subset(data, parts.stop) }),
      ...(parts.validation && { validation: subset(data, parts.validation) }),
    },
    recipe,
    {
      runtime,
      ...(options.signal && { signal: options.signal }),
      ...(options.resumeFrom && { resumeFrom: options.resumeFrom }),
      ...(options.onState && { onState: options.onState }),
      // Curves need no point for each epoch; what watches a part, or ends at a mark, must look after each.
      evaluateEvery:
        watches(recipe) || job.untilMemorized
          ? 1
          : job.scoresOnly
            ? recipe.epochs
            : Math.max(2, Math.ceil(recipe.epochs / 30)),
      calibrated: true,
      ...(job.sensitivity && !job.scoresOnly && { sensitivity: true }),
      onEpoch({ epoch }) {
        const at = performance.now();
        if (firstEpoch) secondsPerEpoch = (at - firstEpoch.at) / 1000 / (epoch - firstEpoch.epoch);
        else firstEpoch = { at, epoch };
        options.onEpoch?.(epoch);
      },
      ...((job.untilMemorized || job.mostSeconds !== undefined) && {
        enough: ({ train }) =>
          (job.untilMemorized && isMemorized(train)) ||
          performance.now() - began > 1000 * (job.mostSeconds ?? Infinity),
      }),
    },
  );
  const held = job.wantsPredictions && parts.validation ? subset(data, parts.validation) : undefined;
  const predicted = held && (await predict(result.model, held.features, held.size, runtime));
  return {
    parameters: result.parameters,
    stopped: result.stopped,
    train: result.train,
    ...(result.validation && { validation: result.validation }),
    ...(result.generalizationGap !== undefined && { generalizationGap: result.generalizationGap }),
    ...(result.lossDeviation !== undefined && { lossDeviation: result.lossDeviation }),
    history: result.history,
    seconds: (performance.now() - began) / 1000,
    ...(secondsPerEpoch !== undefined && { secondsPerEpoch }),
    ...(job.wantsModel && { model: result.model }),
    ...(predicted && { predictions: encodedFloats(predicted.predictions) }),
  };
}

/** A trial of several networks. A soup looks at the part set aside for stopping though the recipe does not stop early. */
const runEnsembleTrial = (
  data: Dataset,
  job: TrialJob & { readonly ensemble: EnsembleForm },
  runtime: Runtime,
  { signal, onEpoch }: Parameters<typeof runTrial>[3] & object,
): Promise<TrialResult> =>
  runEnsemble(
    {
      train: subset(data, job.parts.train),
      ...(job.parts.stop && { stop: subset(data, job.parts.stop) }),
      ...(job.parts.validation && { validation: subset(data, job.parts.validation) }),
    },
    job,
    { runtime, ...(signal && { signal }), ...(onEpoch && { onEpoch: ({ epoch }) => onEpoch(epoch) }) },
  );
