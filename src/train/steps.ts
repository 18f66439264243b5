import type { PreparedPart } from './evaluate.ts';
import type { FreshTexts } from './freshTexts.ts';
import type { TrainingState } from './state.ts';
import type { Network } from '../recipe/compile.ts';
import { float32, int32, numbers, type Program, type Tensor } from '../runtime/runtime.ts';
import type { ScheduleState } from '../schedules/schedule.ts';
import { RunError } from '../util/errors.ts';
import { permutation, randomKey } from '../util/random.ts';

/** What the training program is fed; steps count from 0 over the whole training. */
export interface StepFeeder {
  readonly stepsPerEpoch: number;
  /** Learning rate of a step. */
  rateAt(step: number, schedule: ScheduleState | undefined): number;
  /** Feeds for `count` steps from `first`. */
  feeds(first: number, count: number, schedule: ScheduleState | undefined): Record<string, Tensor>;
}

/**
 * Feeds of the training program: examples in a stream of permutations, keys and rates, all functions of the step.
 *
 * @param fresh Texts that are drawn anew: the examples of each call are then made for it, in the order of its steps.
 */
export function stepFeeder(
  net: Network,
  train: PreparedPart,
  batch: number,
  fresh?: Pick<FreshTexts, 'ids'>,
): StepFeeder {
  const { recipe, schedule, exampleShape } = net;
  const stepsPerEpoch = Math.ceil(train.size / batch);
  const totalSteps = stepsPerEpoch * recipe.epochs;
  const shared = {
    features: numbers(train.features, [train.size, ...exampleShape]),
    targets: numbers(train.targets, [train.size]),
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
  // A loop, because this is done for every step: `Int32Array.from` takes many times as long.
  const examplesFrom = (position: number, length: number): Int32Array => {
    const indices = new Int32Array(length);
    for (let i = 0; i < length; i++) indices[i] = exampleAt(position + i);
    return indices;
  };
  const examples = (indices: Int32Array, firstPlace: number, count: number): Record<string, Tensor> => {
    const [rows, steps] = [indices.length, [count, batch]];
    if (!fresh) return { ...shared, indices: int32(indices, steps) };
    return {
      features: int32(fresh.ids(indices, firstPlace), [rows, ...exampleShape]),
      targets: numbers(gathered(train.targets, indices), [rows]),
      indices: int32(
        Int32Array.from({ length: rows }, (_, i) => i),
        steps,
      ),
    };
  };
  const rateAt = (step: number, state: ScheduleState | undefined) =>
    Math.fround(recipe.optimizer.learningRate * schedule.factor(step, totalSteps, state));
  return {
    stepsPerEpoch,
    rateAt,
    feeds: (first, count, state) => ({
      ...examples(examplesFrom(first * batch, count * batch), first * batch, count),
      key: {
        dtype: 'uint32',
        shape: [count],
        data: Uint32Array.from({ length: count }, (_, i) => randomKey(recipe.seed, 'step', first + i)),
      },
      learningRate: float32(
        Float32Array.from({ length: count }, (_, i) => rateAt(first + i, state)),
        [count],
      ),
    }),
  };
}

function gathered<T extends Int32Array | Float32Array>(values: T, indices: Int32Array): T {
  const found = new (values.constructor as new (length: number) => T)(indices.length);
  for (let i = 0; i < indices.length; i++) found[i] = values[indices[i]!]!;
  return found;
}

/** A call of the training program should take about this long, so that progress and cancelling stay alive. */
const callMs = 150;

/** Steps that one call makes, learned from the time that calls take. Results do not depend on it. */
export interface Pace {
  next(): number;
  took(steps: number, elapsedMs: number): void;
}

export function pace(): Pace {
  let steps = 8;
  return {
    next: () => Math.max(1, Math.floor(steps)),
    took(count, elapsedMs) {
      steps = Math.min(4096, 4 * steps, (count * callMs) / Math.max(elapsedMs, 0.01));
    },
  };
}

/**
 * Runs the steps that are left of the running epoch, call by call.
 *
 * @param onState Called with the state after each call.
 * @returns The state after the epoch's last step, or an earlier one where `signal` ended it.
 * @throws {RunError} the loss of a step is not finite.
 */
export async function runEpoch(
  training: Program,
  start: TrainingState,
  feeder: StepFeeder,
  speed: Pace,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onState?: ((state: TrainingState) => void | Promise<void>) | undefined;
    /** Says where a call from `state` left the numbers whose step `count` has a loss that is not finite. */
    readonly originOf?: (state: TrainingState, count: number) => Promise<string>;
  },
): Promise<TrainingState> {
  const { stepsPerEpoch } = feeder;
  let state = start;
  while (state.step < stepsPerEpoch && !options.signal?.aborted) {
    const count = Math.min(stepsPerEpoch - state.step, speed.next());
    const first = state.epoch * stepsPerEpoch + state.step;
    const began = performance.now();
    const results = await training.run({
      ...state.tensors,
      ...feeder.feeds(first, count, state.schedule),
    });
    speed.took(count, performance.now() - began);
    const losses = results.loss!.data;
    const wrong = losses.findIndex((loss) => !Number.isFinite(loss));
    if (wrong >= 0)
      throw notFinite(
        losses[wrong]!,
        state.epoch + 1,
        first + wrong + 1,
        feeder.rateAt(first + wrong, state.schedule),
        await options.originOf?.(state, wrong + 1),
      );
    const tensors: Record<string, Tensor> = {};
    // What no step changes, such as frozen vectors, is not among the results.
    for (const [name, before] of Object.entries(state.tensors))
      tensors[name] = results[`next/${name}`] ?? before;
    let { penalty } = state;
    // One by one, so that the sum does not depend on how the epoch is cut into calls.
    for (const value of results.penalty!.data) penalty += value / stepsPerEpoch;
    state = { ...state, tensors, penalty, step: state.step + count };
    await options.onState?.(state);
  }
  return state;
}

/** The error of a training whose loss left the numbers. */
export const notFinite = (
  loss: number,
  epoch: number,
  step: number,
  learningRate: number,
  origin = '',
): RunError =>
  new RunError(
    `training: the loss must stay finite. It became ${loss} in epoch ${epoch}, step ${step}. ${origin}` +
      `Lower the learning rate (now ${learningRate}), or look for extreme values in the data.`,
  );
