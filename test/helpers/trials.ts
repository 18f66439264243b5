/** Trials that nobody ran: results made up to see what a study concludes from them. */
import type { Dataset } from '../../src/data/dataset.ts';
import type { Recipe } from '../../src/recipe/schema.ts';
import type { Executor } from '../../src/study/executors/executor.ts';
import { memoryJournal } from '../../src/study/journal.ts';
import type { Pair } from '../../src/study/pairs.ts';
import { TestBench } from '../../src/study/testBench.ts';
import type { TrialResult } from '../../src/study/trial.ts';
import { generalizationGap, type Scores } from '../../src/train/evaluate.ts';

/** Scores of a classifier. */
export const scores = (accuracy: number, loss = 2 * (1 - accuracy)): Scores => ({ loss, accuracy });

/** Scores of a network that predicts a number, whose deviation is `deviation`. */
export const errors = (rmse: number, deviation = 1): Scores => ({
  loss: (rmse / deviation) ** 2,
  rmse,
  r2: 1 - (rmse / deviation) ** 2,
});

/** The result of one trial; its validation loss goes through `losses`, epoch by epoch. */
export function trialResult(
  train: Scores,
  validation: Scores,
  { parameters = 1000, losses = [validation.loss] }: { parameters?: number; losses?: readonly number[] } = {},
): TrialResult {
  return {
    parameters,
    stopped: { reason: 'epochs', bestEpoch: losses.length },
    train,
    validation,
    generalizationGap: generalizationGap(train, validation),
    history: losses.map((loss, i) => ({
      epoch: i + 1,
      steps: 3 * (i + 1),
      learningRate: 0.01,
      train,
      validation: { ...validation, loss },
      penalty: 0,
      weightNorms: {},
    })),
    seconds: 1,
  };
}

/** Pairs that split nothing: one seed each. */
export const pairsOf = (count: number): Pair[] =>
  Array.from({ length: count }, (_, i) => ({
    parts: { train: Int32Array.of(i), stop: Int32Array.of(i), validation: Int32Array.of(i) },
    seed: i,
  }));

/** A bench on which each recipe has the outcome that `outcome` makes up; the recipe's seed is the number of the pair. */
export function madeUpBench(outcome: (recipe: Recipe) => TrialResult): {
  readonly bench: TestBench;
  /** The recipes that were asked for, in order. */
  readonly asked: readonly Recipe[];
} {
  const asked: Recipe[] = [];
  const executor: Executor = {
    workers: 1,
    async run({ recipe }) {
      asked.push(recipe);
      return outcome(recipe);
    },
    close: async () => {},
  };
  return { bench: new TestBench({ executor, journal: memoryJournal() }), asked };
}

/** As many examples of each class as `counts` says; the features are of no account. */
export function labelled(...counts: readonly number[]): Dataset {
  const labels = Int32Array.from(counts.flatMap((count, k) => new Array<number>(count).fill(k)));
  return {
    size: labels.length,
    features: {
      kind: 'table',
      numericColumns: ['x'],
      numbers: Float32Array.from(labels),
      categoricalColumns: [],
      categories: [],
    },
    target: { kind: 'classes', classes: counts.map((_, k) => `c${k}`), labels },
    origins: Array.from(labels, (_, i) => `row ${i}`),
    notes: [],
  };
}
