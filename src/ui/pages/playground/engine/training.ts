import { breath, wait } from './breath.ts';
import type { Grid, Progress, RunEnd, TrainSpec } from './protocol.ts';
import { weightLimit, weightLook } from './weightLook.ts';
import { fromArrays } from '../../../../data/arrays.ts';
import type { Dataset } from '../../../../data/dataset.ts';
import { evaluationProgram, network, type Network } from '../../../../recipe/compile.ts';
import { preparationFor } from '../../../../recipe/preparation.ts';
import { recipe as checked, type Recipe, type RecipeInput } from '../../../../recipe/schema.ts';
import type { Program, Runtime } from '../../../../runtime/runtime.ts';
import { scoredWeights } from '../../../../train/average.ts';
import { predictPrepared, type Parameters } from '../../../../train/evaluate.ts';
import { fit, type FitResult } from '../../../../train/fit.ts';
import type { EpochRecord } from '../../../../train/history.ts';
import { prepareFeatures, preparePart, type Model } from '../../../../train/model.ts';
import type { TrainingState } from '../../../../train/state.ts';
import { OptionError } from '../../../../util/errors.ts';

/** Pictures of the training come about this often; more is not seen. */
const shownEveryMs = 90;
/** How long the thread may keep messages waiting. */
const breathEveryMs = 25;

export interface Parts {
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset;
}

/** One training that can be watched, halted, changed and ended. */
export interface Training {
  /** Runs to its end. `show` hears of epochs as they pass. */
  run(show: (progress: Progress) => void): Promise<RunEnd>;
  pause(isPaused: boolean): void;
  slow(pauseMs: number): void;
  stop(): void;
  /** Goes on with another recipe; false where the network would have another form. */
  change(input: RecipeInput): boolean;
  /** The weights as they are now, for predictions while it runs. */
  now(): Model | undefined;
}

/** The layers and what the optimizer keeps are the same: one training can go on as the other. */
function sameForm(a: Network, b: Network): boolean {
  const form = ({ specs, recipe }: Network) =>
    JSON.stringify([
      Object.entries(specs).map(([path, { shape }]) => [path, shape]),
      recipe.averaging,
      recipe.batchSize,
      recipe.optimizer.name,
      recipe.seed,
    ]);
  return form(a) === form(b);
}

/** A training of the recipe on the parts, not begun. @throws {OptionError} the recipe does not suit the data. */
export function training(
  { recipe: input, grid, pauseMs }: Omit<TrainSpec, 'run'>,
  parts: Parts,
  runtime: Runtime,
): Training {
  let recipe = checked(input);
  const preparation = preparationFor(recipe, parts.train);
  let net = network(recipe, preparation);
  let [isPaused, isStopped, slowMs] = [false, false, pauseMs];
  let wake: (() => void) | undefined;
  let controller = new AbortController();
  let weights: Parameters | undefined;
  const stepsPerEpoch = Math.ceil(parts.train.size / Math.min(recipe.batchSize, parts.train.size));

  async function run(show: (progress: Progress) => void): Promise<RunEnd> {
    const began = performance.now();
    let pausedMs = 0;
    const seconds = () => (performance.now() - began - pausedMs) / 1000;
    const look = await viewer(net, grid, runtime);
    let waiting: EpochRecord[] = [];
    let [shownAt, breathedAt] = [-Infinity, performance.now()];
    let last: TrainingState | undefined;
    let seen = 0;
    const onState = async (state: TrainingState) => {
      last = state;
      const isEpoch = state.step === 0 && state.history.length > seen;
      weights = scoredWeights(net, state, stepsPerEpoch).parameters;
      if (isEpoch) {
        waiting.push(...state.history.slice(seen));
        seen = state.history.length;
      }
      if (waiting.length > 0 && (slowMs > 0 || performance.now() - shownAt > shownEveryMs)) {
        const epochs = waiting;
        waiting = [];
        show({ epochs, ...(await look.at(weights)), seconds: seconds() });
        shownAt = performance.now();
      }
      if (isEpoch && slowMs > 0 && !isStopped) await wait(slowMs);
      if (performance.now() - breathedAt > breathEveryMs) {
        await breath();
        breathedAt = performance.now();
      }
      const halted = performance.now();
      while (isPaused && !isStopped) await new Promise<void>((resolve) => (wake = resolve));
      pausedMs += performance.now() - halted;
    };
    try {
      let result: FitResult;
      for (;;) {
        const { signal } = controller;
        result = await fit({ train: parts.train, validation: parts.validation }, recipe, {
          runtime,
          signal,
          onState,
          ...(last && { resumeFrom: resumable(last, recipe) }),
        });
        // What was changed goes on from where the changed training was; what was stopped is over.
        if (isStopped || result.stopped.reason !== 'interrupted') break;
      }
      weights = result.model.parameters;
      return {
        stopped: result.stopped,
        parameters: result.parameters,
        train: result.train,
        validation: result.validation!,
        seconds: seconds(),
        view: { epochs: waiting, ...(await look.at(weights)), seconds: seconds() },
      };
    } finally {
      await look.close();
    }
  }

  return {
    run,
    pause(paused) {
      isPaused = paused;
      wake?.();
    },
    slow: (ms) => void (slowMs = ms),
    stop() {
      isStopped = true;
      controller.abort();
      wake?.();
    },
    change(next) {
      const other = checked(next);
      const otherNet = network(other, preparation);
      if (!sameForm(net, otherNet)) return false;
      [recipe, net] = [other, otherNet];
      controller.abort();
      controller = new AbortController();
      wake?.();
      return true;
    },
    now: () => weights && { recipe, preparation, parameters: weights },
  };
}

/** The state as another recipe takes it up: without early stopping nothing is left of what it watched. */
const resumable = (
  { best, stopping, ...state }: TrainingState,
  { stopping: stops }: Recipe,
): TrainingState => (stops ? { ...state, ...(best && { best }), ...(stopping && { stopping }) } : state);

/** Draws what a network looks like: its weights, and what it says of each point of the plane. */
async function viewer(net: Network, grid: Grid | undefined, runtime: Runtime) {
  const plane = grid && (await gridPart(net, grid, runtime));
  const limit = weightLimit(net);
  const program: Program | undefined = plane && (await runtime.compile(evaluationProgram(net)));
  return {
    async at(weights: Parameters): Promise<Pick<Progress, 'plane' | 'weights'>> {
      const look = weightLook(net, weights, limit);
      if (!plane || !program) return { weights: look };
      const { predictions } = await predictPrepared(program, net, weights, plane);
      return { weights: look, plane: predictions };
    },
    close: async () => program?.dispose(),
  };
}

async function gridPart({ preparation }: Network, { side, ends: [low, high] }: Grid, runtime: Runtime) {
  const { features } = preparation;
  if (features.kind !== 'table' || features.numericColumns.length !== 2)
    throw new OptionError('The plane can be drawn for two columns of numbers only.');
  const at = (i: number) => low + ((i + 0.5) / side) * (high - low);
  const rows = Array.from({ length: side * side }, (_, k) => [
    at(k % side),
    at(side - 1 - Math.floor(k / side)),
  ]);
  const data = fromArrays({ columns: ['x', 'y'], rows, values: rows.map(() => 0) });
  return {
    size: data.size,
    features: await prepareFeatures(preparation, data.features, data.size, runtime),
    targets: new Float32Array(0),
  };
}

/** Predicts examples, one after another, by programs that are made once for each form of network. */
export function predictor(runtime: Runtime) {
  let made: { readonly form: string; readonly net: Network; readonly program: Program } | undefined;
  return async ({ recipe, preparation, parameters }: Model, data: Dataset): Promise<Float32Array> => {
    const net = network(recipe, preparation);
    const form = JSON.stringify([Object.entries(net.specs), recipe.architecture, preparation]);
    if (made?.form !== form) {
      await made?.program.dispose();
      made = { form, net, program: await runtime.compile(evaluationProgram(net)) };
    }
    const part = await preparePart(preparation, data, runtime);
    return (await predictPrepared(made.program, made.net, parameters, part)).predictions;
  };
}
