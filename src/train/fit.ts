import { scoredWeights, withEpochAverage } from './average.ts';
import {
  generalizationGap,
  lossDeviation,
  predictPrepared,
  score,
  type Parameters,
  type PreparedPart,
  type Scores,
} from './evaluate.ts';
import { freshTexts } from './freshTexts.ts';
import type { EpochRecord, History } from './history.ts';
import { preparePart, type Model } from './model.ts';
import { firstNotFinite, originOf } from './origin.ts';
import { reestimation, type Reestimation } from './reestimate.ts';
import { sensitivityMeter, type SensitivityMeter } from './sensitivity.ts';
import { checkState, initialState, type TrainingState } from './state.ts';
import { notFinite, pace, runEpoch, stepFeeder } from './steps.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Scan } from '../graph/scan.ts';
import { evaluationProgram, network, trainingProgram, type Network } from '../recipe/compile.ts';
import { preparationFor } from '../recipe/preparation.ts';
import type { Backbone } from '../recipe/backbone.ts';
import type { Recipe } from '../recipe/schema.ts';
import { firstVectors } from '../recipe/textPreparation.ts';
import type { Program, Runtime } from '../runtime/runtime.ts';
import { earlyStopping, type Monitor, type StoppingState } from '../stopping/earlyStopping.ts';
import { OptionError } from '../util/errors.ts';

/** The parts of one training. Roles never mix: what stops is not what is reported. */
export interface FitData {
  readonly train: Dataset;
  /** What early stopping watches; the validation part where there is none. */
  readonly stop?: Dataset;
  readonly validation?: Dataset;
}

export interface FitOptions {
  readonly runtime: Runtime;
  /** The pretrained network, where the recipe trains it too. */
  readonly backbone?: Backbone;
  /** Called after each epoch. */
  readonly onEpoch?: (record: EpochRecord) => void;
  /** Ends training after the running call; the result says `interrupted`. */
  readonly signal?: AbortSignal;
  /** Ends training after the first epoch of which this holds; the result says `enough`. */
  readonly enough?: (record: EpochRecord) => boolean;
  /** Scores are taken after every so many epochs, and after the last one. Default 1; what stops early needs 1. */
  readonly evaluateEvery?: number;
  /** Whether validation scores of classes, as they come back, have `calibratedLoss`. Default no. */
  readonly calibrated?: boolean;
  /** Whether the history has `jacobianNorm`, on the first validation examples (training where there are none). Default no. */
  readonly sensitivity?: boolean;
  /** Goes on from here instead of from the beginning. Must come from the same data and recipe. */
  readonly resumeFrom?: TrainingState;
  /**
   * Called with the complete state before the first step, after each call of the training program (about 150 ms of
   * steps) and after each epoch; keep one to resume.
   */
  readonly onState?: (state: TrainingState) => void | Promise<void>;
  /** Compiles the training program, where it is not the runtime alone that does (`fitTogether`). */
  readonly compileTraining?: (program: Scan) => Promise<Program>;
}

/** Why a training ended, and from which epoch its weights are. */
export interface Stopped {
  readonly reason: 'epochs' | 'earlyStopping' | 'enough' | 'interrupted';
  readonly bestEpoch: number;
}

export interface FitResult {
  readonly model: Model;
  readonly history: History;
  readonly stopped: Stopped;
  /** Number of trained parameters. */
  readonly parameters: number;
  /** Scores of the weights that came back, in evaluation mode on clean data. */
  readonly train: Scores;
  readonly validation?: Scores;
  /** Training minus validation; absent without a validation part. */
  readonly generalizationGap?: number;
  /** Standard deviation of the loss over the validation part's examples; absent without one. */
  readonly lossDeviation?: number;
}

/** What a network predicts for a part, and its scores. */
interface Held {
  readonly predictions: Float32Array;
  readonly width: number;
  readonly scores: Scores;
}

/**
 * Trains one network: the same (data, recipe) gives bit-identical weights on the same machine.
 *
 * Examples come in a stream of permutations, so each is seen equally often; an epoch is ⌈examples / batch⌉ steps. With
 * early stopping the best weights come back, whichever way training ended. With weight averaging it is the average that
 * is scored, watched and returned, as timm does (Keras scores the weights themselves and returns the average).
 *
 * @throws {OptionError} the recipe does not suit the data. @throws {DataError} the parts do not belong together.
 * @throws {RunError} the loss became non-finite, with epoch, step and what to change.
 */
export async function fit(data: FitData, recipe: Recipe, options: FitOptions): Promise<FitResult> {
  const { runtime, signal, evaluateEvery = 1, backbone } = options;
  checkBackbone(recipe, data.train);
  const preparation = preparationFor(recipe, data.train);
  checkVectors(recipe, data.train);
  const { features } = preparation;
  const vectors =
    recipe.wordVectors && features.kind === 'text'
      ? firstVectors(features, data.train.features, recipe.seed)
      : undefined;
  const net = network(recipe, preparation, backbone, vectors);
  const fresh = features.kind === 'text' ? freshTexts(recipe, features, data.train) : undefined;
  const train = await preparePart(preparation, data.train, runtime);
  const validation = data.validation && (await preparePart(preparation, data.validation, runtime));
  const stop = data.stop && (await preparePart(preparation, data.stop, runtime));
  if (recipe.stopping && !stop && !validation)
    throw new OptionError(
      'fit: early stopping needs a part to watch. Give a stop or validation part, or set stopping to null.',
    );
  if (net.schedule.watch && !stop && !validation)
    throw new OptionError(
      `fit: the schedule ${net.schedule.name} needs a part to watch. Give a stop or validation part, or take ` +
        'another schedule, such as cosine.',
    );
  const batch = Math.min(recipe.batchSize, train.size);
  const target = preparation.target;
  const rule = recipe.stopping ? earlyStopping(recipe.stopping) : undefined;
  const { resumeFrom } = options;
  let state = resumeFrom ?? initialState(net);
  const history: EpochRecord[] = [...state.history];
  let reason: Stopped['reason'] = 'epochs';
  // A state that was kept after the last epoch has nothing left to do.
  const isOver =
    (rule !== undefined && (state.stopping?.waited ?? 0) >= rule.options.patience) ||
    (history.length > 0 && state.step === 0 && options.enough?.(history.at(-1)!) === true);
  if (isOver) reason = rule && state.stopping!.waited >= rule.options.patience ? 'earlyStopping' : 'enough';
  const opened: (Program | Reestimation | SensitivityMeter)[] = [];
  try {
    const scan = trainingProgram(net, batch);
    const training = await (options.compileTraining ?? ((program) => runtime.compile(program)))(scan);
    opened.push(training);
    const evaluation = await runtime.compile(evaluationProgram(net));
    opened.push(evaluation);
    const statistics = net.averaging && (await reestimation(net, train, batch, runtime));
    if (statistics) opened.push(statistics);
    const meter = options.sensitivity ? await sensitivityMeter(net, validation ?? train, runtime) : undefined;
    if (meter) opened.push(meter);
    const feeder = stepFeeder(net, train, batch, fresh);
    const { stepsPerEpoch } = feeder;
    const lookAt = async (weights: Parameters, part: PreparedPart, calibrated?: boolean): Promise<Held> => {
      const { predictions, width } = await predictPrepared(evaluation, net, weights, part);
      const scores = score(predictions, width, part.targets, target, calibrated);
      return { predictions, width, scores };
    };
    const scoresOf = async (weights: Parameters, part: PreparedPart, calibrated?: boolean): Promise<Scores> =>
      (await lookAt(weights, part, calibrated)).scores;
    const watchesCalibrated = rule?.options.monitor === 'calibratedLoss';
    /** What is scored, watched and returned: the weights, or their average with statistics of its own. */
    const weightsOf = async (now: TrainingState) => {
      const { parameters, count } = scoredWeights(net, now, stepsPerEpoch);
      return { weights: count > 0 && statistics ? await statistics.run(parameters) : parameters, count };
    };

    const speed = pace();
    /** What the last look at all parts showed, while the weights are still those. */
    let looked: { readonly train: Scores; readonly held: Held | undefined } | undefined;
    if (resumeFrom) checkState(resumeFrom, net, stepsPerEpoch);
    else await options.onState?.(state);
    while (state.epoch < recipe.epochs && !isOver) {
      looked = undefined;
      state = await runEpoch(training, state, feeder, speed, {
        signal,
        onState: options.onState,
        originOf: (from, count) => originOf(runtime, scan, training, feeder, from, count),
      });
      if (state.step < stepsPerEpoch) {
        reason = 'interrupted';
        break;
      }
      const { penalty } = state;
      const epoch = state.epoch + 1;
      const learningRate = feeder.rateAt(epoch * stepsPerEpoch - 1, state.schedule);
      state = withEpochAverage(net, { ...state, epoch, step: 0, penalty: 0 });
      if (epoch % evaluateEvery !== 0 && epoch < recipe.epochs) continue;
      const { weights, count } = await weightsOf(state);
      const watched = stop && (await scoresOf(weights, stop, watchesCalibrated));
      const held = validation && (await lookAt(weights, validation, watchesCalibrated && !stop));
      const validated = held?.scores;
      const record: EpochRecord = {
        epoch,
        steps: epoch * stepsPerEpoch,
        learningRate,
        train: await scoresOf(weights, train),
        ...(watched && { stop: watched }),
        ...(validated && { validation: validated }),
        penalty,
        weightNorms: weightNorms(net, weights),
        ...(meter && { jacobianNorm: await meter.measure(weights) }),
        ...(net.averaging && { averaged: count }),
      };
      // What the last step of the epoch broke shows only here: its own loss was taken before it.
      if (!Number.isFinite(record.train.loss))
        throw notFinite(
          record.train.loss,
          epoch,
          record.steps,
          record.learningRate,
          brokenText(firstNotFinite(weights)),
        );
      history.push(record);
      looked = { train: record.train, held };
      let stopNow = false;
      let stopping: StoppingState | undefined;
      let best = state.best;
      if (rule) {
        const seen = rule.observe(
          state.stopping ?? rule.initial,
          epoch,
          watchedValue((watched ?? validated)!, rule.options.monitor),
        );
        stopping = seen.state;
        stopNow = seen.stop;
        if (seen.improved) best = weights;
      }
      const { watch } = net.schedule;
      const schedule = watch?.observe(state.schedule ?? watch.initial, (watched ?? validated)!.loss);
      state = {
        ...state,
        history: [...history],
        ...(stopping && { stopping }),
        ...(schedule && { schedule }),
        ...(best && { best }),
      };
      options.onEpoch?.(record);
      await options.onState?.(state);
      if (stopNow || options.enough?.(record)) {
        reason = stopNow ? 'earlyStopping' : 'enough';
        break;
      }
    }
    const parameters = state.best ?? (await weightsOf(state)).weights;
    const bestEpoch = state.best ? state.stopping!.bestEpoch : state.epoch;
    // The last epoch's weights were looked at; the best of earlier ones are looked at again.
    const known = state.best ? undefined : looked;
    const trainScores = known?.train ?? (await scoresOf(parameters, train));
    const held = known ? known.held : validation && (await lookAt(parameters, validation));
    return {
      model: {
        recipe,
        preparation,
        parameters,
        ...(net.recipe.backbone?.trainable && backbone && { backbone }),
      },
      history,
      stopped: { reason, bestEpoch },
      parameters: net.parameters,
      train: trainScores,
      ...(held && {
        validation: options.calibrated
          ? score(held.predictions, held.width, validation!.targets, target, true)
          : held.scores,
        generalizationGap: generalizationGap(trainScores, held.scores),
        lossDeviation: lossDeviation(
          held.predictions,
          held.width,
          validation!.targets,
          target,
          options.calibrated,
        ),
      }),
    };
  } finally {
    for (const program of opened) await program.dispose();
  }
}

/** @throws {OptionError} the recipe names a frozen backbone, and the data is not what that makes of pictures. */
function checkBackbone({ backbone }: Recipe, { features }: Dataset): void {
  const given = features.kind === 'table' ? features.backbone : undefined;
  const frozen = backbone?.trainable === false ? backbone : undefined;
  if (given?.sha256 === frozen?.sha256) return;
  throw new OptionError(
    frozen
      ? `backbone: the recipe trains on features of ${frozen.file}. Received ${given ? `features of ${given.file}` : features.kind === 'image' ? 'pictures' : 'a table'}. ` +
          'Make them first (openBackbone(file).extract(data); on the command line --backbone).'
      : `backbone: the data is features of ${given!.file}. The recipe must name it. Received none.`,
  );
}

/** @throws {OptionError} the recipe begins with word vectors, and the data bring others or none. */
function checkVectors({ wordVectors }: Recipe, { features }: Dataset): void {
  if (!wordVectors) return;
  const given = features.kind === 'text' ? features.vectors?.description : undefined;
  if (given?.sha256 === wordVectors.sha256) return;
  throw new OptionError(
    `wordVectors: the recipe begins with the vectors of ${wordVectors.file}. ` +
      `Received ${given ? `those of ${given.file}` : 'none'}. Give that file (--vectors <file>), or set wordVectors to null.`,
  );
}

const brokenText = (name: string | undefined): string =>
  name === undefined ? '' : `After that step ${name} is not finite. `;

/** What early stopping goes by, lower is better; a number to predict has no calibrated loss, and its loss stands for it. */
function watchedValue({ loss, accuracy, rmse, calibratedLoss = loss }: Scores, monitor: Monitor): number {
  if (monitor === 'metric') return accuracy === undefined ? rmse! : -accuracy;
  return monitor === 'calibratedLoss' ? calibratedLoss : loss;
}

/** Euclidean norm of the weights that penalties count, a layer each. */
function weightNorms(net: Network, weights: Parameters): Record<string, number> {
  const norms: Record<string, number> = {};
  for (const [path, spec] of Object.entries(net.specs)) {
    if (!spec.penalized) continue;
    let squares = 0;
    for (const weight of weights[path]!) squares += weight * weight;
    norms[path.replace(/\.[^.]+$/, '')] = Math.sqrt(squares);
  }
  return norms;
}
