import type { Scores } from './evaluate.ts';

/** One line of the history of a training. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Optimizer steps so far. */
  readonly steps: number;
  /** Learning rate of the last step. */
  readonly learningRate: number;
  /** Evaluation mode, clean data, penalty apart. */
  readonly train: Scores;
  /** The part that early stopping watches, where there is one apart from validation. */
  readonly stop?: Scores;
  readonly validation?: Scores;
  /** Mean penalty over the steps of the epoch. */
  readonly penalty: number;
  /** Euclidean norm of the weights of each layer. */
  readonly weightNorms: Readonly<Record<string, number>>;
  /** Where it was asked for: how sensitive the outputs are to the input (see `sensitivityMeter`). */
  readonly jacobianNorm?: number;
  /**
   * With weight averaging: of how many weights (after steps, or epochs) the average is whose scores and norms these are;
   * 0 where it has not begun and they are of the weights themselves.
   */
  readonly averaged?: number;
}

export type History = readonly EpochRecord[];

/** The history as CSV, one line an epoch, a header first. */
export function historyCsv(history: History): string {
  const rows = history.map((record) => ({
    epoch: record.epoch,
    steps: record.steps,
    learningRate: record.learningRate,
    ...flat('train', record.train),
    ...flat('stop', record.stop),
    ...flat('validation', record.validation),
    penalty: record.penalty,
    ...(record.jacobianNorm !== undefined && { jacobianNorm: record.jacobianNorm }),
    ...(record.averaged !== undefined && { averaged: record.averaged }),
    ...Object.fromEntries(
      Object.entries(record.weightNorms).map(([layer, norm]) => [`weightNorm.${layer}`, norm]),
    ),
  }));
  const header = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) =>
    header.map((name) => String((row as Record<string, number>)[name])).join(','),
  );
  return `${[header.join(','), ...lines].join('\n')}\n`;
}

const flat = (part: string, scores: Scores | undefined): Record<string, number> =>
  Object.fromEntries(
    Object.entries(scores ?? {}).map(([name, value]) => [`${part}.${name}`, value as number]),
  );
