import type { EpochAverage } from './average.ts';
import type { Parameters } from './evaluate.ts';
import type { History } from './history.ts';
import { initialParameters } from '../layers/layer.ts';
import { carriedState, stateName, type Network } from '../recipe/compile.ts';
import { float32, type Tensor } from '../runtime/runtime.ts';
import type { ScheduleState } from '../schedules/schedule.ts';
import type { StoppingState } from '../stopping/earlyStopping.ts';
import { DataError } from '../util/errors.ts';
import { elementCount, shapeText } from '../util/shape.ts';

/**
 * Everything a training needs to go on from between any two steps: with the same data and recipe the rest follows.
 * Plain data: objects, lists, numbers, texts and typed arrays, so that a checkpoint can hold whatever is added here.
 */
export interface TrainingState {
  /** Whole epochs done, their scores taken. */
  readonly epoch: number;
  /** Steps done since; all steps of an epoch where only its scores are missing. */
  readonly step: number;
  /** Sum over those steps of what each adds to the epoch's mean penalty. */
  readonly penalty: number;
  /** Parameters, optimizer state and what is averaged after each step, by state name. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly history: History;
  readonly stopping?: StoppingState;
  /** What a schedule that watches the loss has come to. */
  readonly schedule?: ScheduleState;
  /** The average over epochs, where the recipe averages so and it has begun. */
  readonly averaged?: EpochAverage;
  /** The best parameters so far, where early stopping watches. */
  readonly best?: Parameters;
}

/** The state before the first step: a pure function of the recipe's seed. */
export function initialState(net: Network): TrainingState {
  const values = initialParameters(net.specs, net.recipe.seed);
  const tensors: Record<string, Tensor> = {};
  for (const [path, { shape }] of Object.entries(net.specs))
    tensors[stateName.parameter(path)] = float32(values[path]!, shape);
  for (const { name, shape, value } of carriedState(net))
    tensors[name] = float32(new Float32Array(elementCount(shape)).fill(value), shape);
  return { epoch: 0, step: 0, penalty: 0, tensors, history: [] };
}

/** A new training from where another one ended: its weights and its optimizer's state, and no step done. */
export const restarted = ({ tensors }: TrainingState): TrainingState => ({
  epoch: 0,
  step: 0,
  penalty: 0,
  tensors,
  history: [],
});

/**
 * Checks that a state is one of this training.
 *
 * @throws {DataError} a tensor is missing, too many, or of another shape; the message names it.
 */
export function checkState(state: TrainingState, net: Network, stepsPerEpoch: number): void {
  const refuse = (what: string) =>
    new DataError(`resume: the state must be one of this data and recipe. ${what} Begin anew without it.`);
  const { tensors } = initialState(net);
  for (const [name, { shape }] of Object.entries(tensors)) {
    const given = state.tensors[name];
    if (!given) throw refuse(`It has no tensor ${name}.`);
    if (shapeText(given.shape) !== shapeText(shape))
      throw refuse(`Tensor ${name} is ${shapeText(given.shape)}, not ${shapeText(shape)}.`);
  }
  for (const name of Object.keys(state.tensors))
    if (!Object.hasOwn(tensors, name)) throw refuse(`It has a tensor ${name}, which the training does not.`);
  if (state.step > stepsPerEpoch)
    throw refuse(`It is ${state.step} steps into an epoch, and an epoch has ${stepsPerEpoch}.`);
}

/** The parameters in a state, by path. */
export const parametersOf = (net: Network, { tensors }: TrainingState): Record<string, Float32Array> =>
  Object.fromEntries(
    Object.keys(net.specs).map((path) => [path, tensors[stateName.parameter(path)]!.data as Float32Array]),
  );
