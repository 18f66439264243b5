import { generalizationGap, predictPrepared, score, type PreparedPart, type Scores } from './evaluate.ts';
import type { EpochRecord, History } from './history.ts';
import { preparePart, type Model } from './model.ts';
import { initialState, type TrainingState } from './state.ts';
import type { Dataset } from '../data/dataset.ts';
import { evaluationProgram, network, stateName, trainingProgram, type Network } from '../recipe/compile.ts';
import { fitPreparation } from '../recipe/preparation.ts';
import type { Recipe } from '../recipe/schema.ts';
import { float32, int32, type Program, type Runtime, type Tensor } from '../runtime/runtime.ts';
import type { ScheduleState } from '../schedules/schedule.ts';
import { earlyStopping, type StoppingState } from '../stopping/earlyStopping.ts';
import { OptionError, RunError } from '../util/errors.ts';
import { permutation, randomKey } from '../util/random.ts';

/** The parts of one training. Roles never mix: what stops is not what is reported. */
export interface FitData {
  readonly train: Dataset;
  /** What early stopping watches; the validation part where there is none. */
  readonly stop?: Dataset;
  readonly validation?: Dataset;
}

export interface FitOptions {
  readonly runtime: Runtime;
  /** Called after each epoch. */
  readonly onEpoch?: (record: EpochRecord) => void;
  /** Ends training after the running call; the result says `interrupted`. */
  readonly signal?: AbortSignal;
  /** Ends training after the first epoch of which this holds; the result says `enough`. */
  readonly enough?: (record: EpochRecord) => boolean;
  /** Scores are taken after every so many epochs, and after the last one. Default 1; what stops early needs 1. */
  readonly evaluateEvery?: number;
  /** Goes on from here instead of from the beginning. Must come from the same data and recipe. */
  readonly resumeFrom?: TrainingState;
  /** Called with the complete state after each epoch; keep it to resume. */
  readonly onState?: (state: TrainingState) => void | Promise<void>;
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
}

/** A call of the training program should take about this long, so that progress and cancelling stay alive. */
const callMs = 150;

/**
 * Trains one network: the same (data, recipe) gives bit-identical weights on the same machine.
 *
 * Examples come in a stream of permutations, so each is seen equally often; an epoch is ⌈examples / batch⌉ steps. With
 * early stopping the best weights come back, whichever way training ended.
 *
 * @throws {OptionError} the recipe does not suit the data. @throws {DataError} the parts do not belong together.
 * @throws {RunError} the loss became non-finite, with epoch, step and what to change.
 */
export async function fit(data: FitData, recipe: Recipe, options: FitOptions): Promise<FitResult> {
  const { runtime, signal, evaluateEvery = 1 } = options;
  const preparation = fitPreparation(data.train);
  const net = network(recipe, preparation);
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
  const training = await runtime.compile(trainingProgram(net, batch));
  const evaluation = await runtime.compile(evaluationProgram(net));
  const target = preparation.target;
  const scoresOf = async (state: TrainingState, part: PreparedPart): Promise<Scores> => {
    const { predictions, width } = await predictPrepared(evaluation, net, parametersOf(net, state), part);
    return score(predictions, width, part.targets, target);
  };

  const rule = recipe.stopping ? earlyStopping(recipe.stopping) : undefined;
  const stepsPerEpoch = Math.ceil(train.size / batch);
  let state = options.resumeFrom ?? initialState(net);
  const history: EpochRecord[] = [...state.history];
  let reason: Stopped['reason'] = 'epochs';
  // A state that was kept after the last epoch has nothing left to do.
  const isOver =
    (rule !== undefined && (state.stopping?.waited ?? 0) >= rule.options.patience) ||
    (history.length > 0 && options.enough?.(history.at(-1)!) === true);
  if (isOver) reason = rule && state.stopping!.waited >= rule.options.patience ? 'earlyStopping' : 'enough';
  try {
    const feeder = stepFeeder(net, train, batch, stepsPerEpoch);
    for (let epoch = state.epoch + 1; epoch <= recipe.epochs && !isOver; epoch++) {
      const ended = await runEpoch(training, state, feeder, epoch, stepsPerEpoch, signal);
      if (!ended) {
        reason = 'interrupted';
        break;
      }
      state = ended.state;
      if (epoch % evaluateEvery !== 0 && epoch < recipe.epochs) {
        state = { ...state, epoch };
        continue;
      }
      const watched = stop && (await scoresOf(state, stop));
      const validated = validation && (await scoresOf(state, validation));
      const record: EpochRecord = {
        epoch,
        steps: epoch * stepsPerEpoch,
        learningRate: ended.learningRate,
        train: await scoresOf(state, train),
        ...(watched && { stop: watched }),
        ...(validated && { validation: validated }),
        penalty: ended.penalty,
        weightNorms: weightNorms(net, state),
      };
      // What the last step of the epoch broke shows only here: its own loss was taken before it.
      if (!Number.isFinite(record.train.loss))
        throw notFinite(record.train.loss, epoch, record.steps, record.learningRate);
      history.push(record);
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
        if (seen.improved) best = parametersOf(net, state);
      }
      const { watch } = net.schedule;
      const schedule = watch?.observe(state.schedule ?? watch.initial, (watched ?? validated)!.loss);
      state = {
        ...state,
        epoch,
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
    const parameters = state.best ?? parametersOf(net, state);
    const bestEpoch = state.best ? state.stopping!.bestEpoch : state.epoch;
    const final = { ...state, tensors: { ...state.tensors, ...tensorsOf(net, parameters) } };
    const trainScores = await scoresOf(final, train);
    const validationScores = validation && (await scoresOf(final, validation));
    return {
      model: { recipe, preparation, parameters },
      history,
      stopped: { reason, bestEpoch },
      parameters: net.parameters,
      train: trainScores,
      ...(validationScores && {
        validation: validationScores,
        generalizationGap: generalizationGap(trainScores, validationScores),
      }),
    };
  } finally {
    await training.dispose();
    await evaluation.dispose();
  }
}

const notFinite = (loss: number, epoch: number, step: number, learningRate: number): RunError =>
  new RunError(
    `training: the loss must stay finite. It became ${loss} in epoch ${epoch}, step ${step}. ` +
      `Lower the learning rate (now ${learningRate}), or look for extreme values in the data.`,
  );

const watchedValue = (scores: Scores, monitor: 'loss' | 'metric'): number =>
  monitor === 'loss' ? scores.loss : scores.accuracy === undefined ? scores.rmse! : -scores.accuracy;

/** Feeds of the training program for `count` steps from `first` (steps count from 0 over the whole training). */
type StepFeeder = (
  first: number,
  count: number,
  schedule: ScheduleState | undefined,
) => { feeds: Record<string, Tensor>; learningRate: number };

function stepFeeder(net: Network, train: PreparedPart, batch: number, stepsPerEpoch: number): StepFeeder {
  const { recipe, schedule, exampleShape } = net;
  const totalSteps = stepsPerEpoch * recipe.epochs;
  const shared = {
    features: float32(train.features, [train.size, ...exampleShape]),
    targets:
      train.targets instanceof Int32Array
        ? int32(train.targets, [train.size])
        : float32(train.targets, [train.size]),
  };
  // The stream of examples is permutation after permutation; the last one drawn is kept.
  let round = -1;
  let order: Int32Array = new Int32Array(0);
  const exampleAt = (position: number): number => {
    const wanted = Math.floor(position / train.size);
    if (wanted !== round)
      [round, order] = [wanted, permutation(train.size, randomKey(recipe.seed, 'order', wanted))];
    return order[position % train.size]!;
  };
  return (first, count, state) => {
    const rates = Float32Array.from(
      { length: count },
      (_, i) => recipe.optimizer.learningRate * schedule.factor(first + i, totalSteps, state),
    );
    return {
      learningRate: rates[count - 1]!,
      feeds: {
        ...shared,
        indices: int32(
          Int32Array.from({ length: count * batch }, (_, i) => exampleAt(first * batch + i)),
          [count, batch],
        ),
        key: {
          dtype: 'uint32',
          shape: [count],
          data: Uint32Array.from({ length: count }, (_, i) => randomKey(recipe.seed, 'step', first + i)),
        },
        learningRate: float32(rates, [count]),
      },
    };
  };
}

/** Steps that one call makes; learned from the time the last calls took. Results do not depend on it. */
let stepsPerCall = 8;

async function runEpoch(
  training: Program,
  start: TrainingState,
  feeder: StepFeeder,
  epoch: number,
  stepsPerEpoch: number,
  signal: AbortSignal | undefined,
): Promise<{ state: TrainingState; learningRate: number; penalty: number } | undefined> {
  let { tensors } = start;
  let [penalty, learningRate] = [0, 0];
  for (let done = 0; done < stepsPerEpoch;) {
    if (signal?.aborted) return undefined;
    const count = Math.min(stepsPerEpoch - done, Math.max(1, Math.floor(stepsPerCall)));
    const first = (epoch - 1) * stepsPerEpoch + done;
    const step = feeder(first, count, start.schedule);
    const began = performance.now();
    const results = await training.run({ ...tensors, ...step.feeds });
    const elapsedMs = performance.now() - began;
    stepsPerCall = Math.min(
      4096,
      Math.max(1, Math.min(2 * stepsPerCall, (count * callMs) / Math.max(elapsedMs, 0.01))),
    );
    const losses = results.loss!.data;
    const wrong = losses.findIndex((loss) => !Number.isFinite(loss));
    if (wrong >= 0) throw notFinite(losses[wrong]!, epoch, first + wrong + 1, step.learningRate);
    const next: Record<string, Tensor> = {};
    for (const name of Object.keys(tensors)) next[name] = results[`next/${name}`]!;
    tensors = next;
    for (const value of results.penalty!.data) penalty += value / stepsPerEpoch;
    learningRate = step.learningRate;
    done += count;
  }
  return { state: { ...start, tensors }, learningRate, penalty };
}

const parametersOf = (net: Network, state: TrainingState): Record<string, Float32Array> =>
  Object.fromEntries(
    Object.keys(net.specs).map((path) => [
      path,
      state.tensors[stateName.parameter(path)]!.data as Float32Array,
    ]),
  );

const tensorsOf = (
  net: Network,
  parameters: Readonly<Record<string, Float32Array>>,
): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(net.specs).map(([path, { shape }]) => [
      stateName.parameter(path),
      float32(parameters[path]!, shape),
    ]),
  );

/** Euclidean norm of the weights that penalties count, a layer each. */
function weightNorms(net: Network, state: TrainingState): Record<string, number> {
  const norms: Record<string, number> = {};
  for (const [path, spec] of Object.entries(net.specs)) {
    if (!spec.penalized) continue;
    let squares = 0;
    for (const weight of state.tensors[stateName.parameter(path)]!.data) squares += weight * weight;
    norms[path.replace(/\.[^.]+$/, '')] = Math.sqrt(squares);
  }
  return norms;
}
