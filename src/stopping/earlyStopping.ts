import { OptionError } from '../util/errors.ts';

/**
 * What early stopping can watch. `calibratedLoss` is the loss at the confidence that suits best: a network that has learned
 * most of its examples grows too sure, which raises its loss while it still learns to tell the classes apart better.
 *
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks", arXiv:1706.04599, section 3.
 */
export const monitors = ['loss', 'calibratedLoss', 'metric'] as const;
export type Monitor = (typeof monitors)[number];

export interface EarlyStoppingOptions {
  /** What is watched on the stopping part. Default `loss`. */
  readonly monitor?: Monitor;
  /** Epochs without improvement after which training stops. Default 10. */
  readonly patience?: number;
  /** How much better counts as better, in the unit of what is watched. Default 0. */
  readonly minDelta?: number;
  /** The first epoch (from 1) that is watched. Default 1. */
  readonly startFromEpoch?: number;
}

/** What is remembered between epochs. */
export interface StoppingState {
  readonly best: number | undefined;
  readonly bestEpoch: number;
  readonly waited: number;
}

/** The rule: a first state, and the state after each epoch with what to do. */
export interface EarlyStopping {
  readonly options: Required<EarlyStoppingOptions>;
  readonly initial: StoppingState;
  /** @param value The watched number at `epoch`, lower is better. */
  observe(
    state: StoppingState,
    epoch: number,
    value: number,
  ): { readonly state: StoppingState; readonly improved: boolean; readonly stop: boolean };
}

/**
 * Early stopping: training ends when the watched value has not improved by `minDelta` for `patience` epochs. The best
 * weights come back whichever way training ended; whoever trains keeps them when `improved` says so.
 *
 * Departs from Keras: the best weights are always restored, also when training ran to its last epoch.
 *
 * @throws {OptionError} an option outside its range.
 * @example earlyStopping({ patience: 5 })
 * @see Prechelt 1998, "Early stopping — but when?".
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): EarlyStopping {
  const { monitor = 'loss', patience = 10, minDelta = 0, startFromEpoch = 1 } = options;
  if (!Number.isInteger(patience) || patience < 1)
    throw new OptionError(
      `earlyStopping: patience must be a positive integer. Received patience=${patience}.`,
    );
  if (!(minDelta >= 0))
    throw new OptionError(`earlyStopping: minDelta must be 0 or more. Received minDelta=${minDelta}.`);
  if (!Number.isInteger(startFromEpoch) || startFromEpoch < 1)
    throw new OptionError(
      `earlyStopping: startFromEpoch must be a positive integer. Received startFromEpoch=${startFromEpoch}.`,
    );
  return Object.freeze({
    options: Object.freeze({ monitor, patience, minDelta, startFromEpoch }),
    initial: Object.freeze({ best: undefined, bestEpoch: 0, waited: 0 }),
    observe(state, epoch, value) {
      if (epoch < startFromEpoch) return { state, improved: false, stop: false };
      if (state.best === undefined || value < state.best - minDelta)
        return { state: { best: value, bestEpoch: epoch, waited: 0 }, improved: true, stop: false };
      const waited = state.waited + 1;
      return { state: { ...state, waited }, improved: false, stop: waited >= patience };
    },
  } satisfies EarlyStopping);
}
