import type { Arrays } from '../../../../data/arrays.ts';
import type { RecipeInput } from '../../../../recipe/schema.ts';
import type { Scores } from '../../../../train/evaluate.ts';
import type { Stopped } from '../../../../train/fit.ts';
import type { EpochRecord } from '../../../../train/history.ts';
import type { PartSizes, TaskData } from '../tasks/task.ts';
import type { FlowerResult, FlowerSpec } from './flowerTrial.ts';
import type { MaskSpec, Masks } from './dropoutMasks.ts';

/** Flowers are drawn at 48 pixels a side and halved: a quarter of the work, and still flowers. */
export const flowerSide = 24;

/** The grid of the plane whose points are coloured by what the network says of them. */
export interface Grid {
  /** Points a side, row by row from the top. */
  readonly side: number;
  /** Ends of both axes. */
  readonly ends: readonly [number, number];
}

/** The weights that penalties count, as a picture. */
export interface WeightLook {
  /** How many weights lie in each of equal bins between −limit and limit; what is beyond lies in the end bins. */
  readonly bins: readonly number[];
  readonly limit: number;
  readonly count: number;
  /** Share of weights so close to 0 that they do next to nothing (below 0.001). */
  readonly nearZero: number;
  /** The first layer's weights as small pictures, where the examples are pictures. */
  readonly filters?: { readonly side: number; readonly values: Float32Array; readonly count: number };
}

/** What a training shows while it runs; epochs come once each. */
export interface Progress {
  readonly epochs: readonly EpochRecord[];
  /** Probabilities [side · side, classes] over the grid. */
  readonly plane?: Float32Array;
  readonly weights: WeightLook;
  /** How long it has trained, pauses left out. */
  readonly seconds: number;
}

export interface TrainSpec {
  readonly run: number;
  readonly recipe: RecipeInput;
  readonly grid?: Grid;
  /** Least time an epoch takes, in milliseconds: slow motion. 0 for as fast as it goes. */
  readonly pauseMs: number;
}

/** What a training ended with. */
export interface RunEnd {
  readonly stopped: Stopped;
  readonly parameters: number;
  readonly train: Scores;
  readonly validation: Scores;
  readonly seconds: number;
  readonly view: Progress;
}

export interface Loaded {
  readonly sizes: PartSizes;
  /** What was noticed while the data were read or split. */
  readonly notes: readonly string[];
}

/** What the page can ask the worker for. A call may tell how it gets on by `progress`. */
export interface Calls {
  /** Takes data to train on. `keeps`: the held-out parts are as before, so finished trainings stay to be compared. */
  load: {
    readonly args: { readonly task: TaskData; readonly keeps: boolean };
    readonly result: Loaded;
    readonly progress: never;
  };
  train: { readonly args: TrainSpec; readonly result: RunEnd; readonly progress: Progress };
  /** Goes on with another recipe. False where the running network is of another form: that needs a new training. */
  change: { readonly args: RecipeInput; readonly result: boolean; readonly progress: never };
  pause: { readonly args: boolean; readonly result: void; readonly progress: never };
  slow: { readonly args: number; readonly result: void; readonly progress: never };
  stop: { readonly args: void; readonly result: void; readonly progress: never };
  /** Probabilities (or numbers) for examples by the weights as they are now. */
  predict: { readonly args: Arrays; readonly result: Float32Array | null; readonly progress: never };
  /** Scores of finished trainings on the test part. */
  test: {
    readonly args: readonly number[];
    readonly result: readonly { readonly run: number; readonly scores: Scores }[];
    readonly progress: never;
  };
  /** A training on data of its own, beside those of the bench. A new one ends the one before. */
  demo: {
    readonly args: Omit<TrainSpec, 'run'> & { readonly task: TaskData };
    readonly result: RunEnd;
    readonly progress: Progress;
  };
  flowers: { readonly args: FlowerSpec; readonly result: FlowerResult; readonly progress: EpochRecord };
  /** Fetches and starts onnxruntime; from then on the engine needs no network. */
  warm: { readonly args: void; readonly result: void; readonly progress: never };
  masks: { readonly args: MaskSpec; readonly result: Masks; readonly progress: never };
}

export type CallName = keyof Calls;

export interface Request {
  readonly id: number;
  readonly name: CallName;
  readonly args: unknown;
}

export type Answer =
  | { readonly id: number; readonly progress: unknown }
  | { readonly id: number; readonly result: unknown }
  /** `expected`: a mistake in the input, told in words for the visitor. */
  | { readonly id: number; readonly error: string; readonly expected: boolean };

/** The first message to the worker. */
export interface Start {
  /** Where onnxruntime-web's files are served. */
  readonly wasmPaths: string;
}
