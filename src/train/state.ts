import type { Parameters } from './evaluate.ts';
import type { History } from './history.ts';
import { initialParameters } from '../layers/layer.ts';
import { optimizerState, stateName, type Network } from '../recipe/compile.ts';
import { float32, type Tensor } from '../runtime/runtime.ts';
import type { ScheduleState } from '../schedules/schedule.ts';
import type { StoppingState } from '../stopping/earlyStopping.ts';
import { elementCount } from '../util/shape.ts';

/** Everything a training needs to go on: with the same data and recipe the rest follows. */
export interface TrainingState {
  /** Epochs done. */
  readonly epoch: number;
  /** Parameters and optimizer state, by state name. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly history: History;
  readonly stopping?: StoppingState;
  /** What a schedule that watches the loss has come to. */
  readonly schedule?: ScheduleState;
  /** The best parameters so far, where early stopping watches. */
  readonly best?: Parameters;
}

/** The state before the first step: a pure function of the recipe's seed. */
export function initialState(net: Network): TrainingState {
  const values = initialParameters(net.specs, net.recipe.seed);
  const tensors: Record<string, Tensor> = {};
  for (const [path, { shape }] of Object.entries(net.specs))
    tensors[stateName.parameter(path)] = float32(values[path]!, shape);
  for (const { name, shape, value } of optimizerState(net))
    tensors[name] = float32(new Float32Array(elementCount(shape)).fill(value), shape);
  return { epoch: 0, tensors, history: [] };
}
