import type { Parameters } from './evaluate.ts';
import { parametersOf, type TrainingState } from './state.ts';
import { averageName } from '../recipe/averageSteps.ts';
import type { Network } from '../recipe/compile.ts';

/** A plain average of weights over epochs. */
export interface EpochAverage {
  /** How many weights are in it. */
  readonly count: number;
  /** Trained parameters, by path. */
  readonly parameters: Parameters;
}

/** The state after an epoch, its weights taken into the average where the recipe's averaging takes them. */
export function withEpochAverage(net: Network, state: TrainingState): TrainingState {
  const perEpoch = net.averaging?.perEpoch;
  if (!perEpoch?.takes(state.epoch, net.recipe.epochs)) return state;
  const { count, parameters: before } = state.averaged ?? { count: 0, parameters: undefined };
  const share = perEpoch.share(count);
  const { fround } = Math;
  const weights = parametersOf(net, state);
  const parameters = Object.fromEntries(
    Object.entries(net.specs)
      .filter(([, { trainable }]) => trainable)
      .map(([path]) => {
        const [average, next] = [before?.[path], weights[path]!];
        // float32 at each step, so that a resumed average is the same to the bit.
        return [
          path,
          average ? next.map((w, i) => average[i]! + fround(fround(w - average[i]!) * share)) : next.slice(),
        ];
      }),
  );
  return { ...state, averaged: { count: count + 1, parameters } };
}

/** The weights that are scored, watched and returned: the average where there is one, else the training's own. */
export function scoredWeights(
  net: Network,
  state: TrainingState,
  stepsPerEpoch: number,
): { readonly parameters: Parameters; readonly count: number } {
  const own = parametersOf(net, state);
  if (state.averaged)
    return { parameters: { ...own, ...state.averaged.parameters }, count: state.averaged.count };
  const count = state.epoch * stepsPerEpoch + state.step;
  if (!net.averaging?.perStep || count === 0) return { parameters: own, count: 0 };
  const parameters = Object.fromEntries(
    Object.entries(own).map(([path, weights]) => [
      path,
      net.specs[path]!.trainable ? (state.tensors[averageName(path)]!.data as Float32Array) : weights,
    ]),
  );
  return { parameters, count };
}
