import type { Scores } from './evaluate.ts';
import { DataError } from '../util/errors.ts';

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

/** The numbers of each epoch under the names of their columns: `train.loss`, `weightNorm.<layer>`. */
export const historyRows = (history: History): Record<string, number>[] =>
  history.map((record) => ({
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

/** The history as CSV, one line an epoch, a header first. */
export function historyCsv(history: History): string {
  const rows = historyRows(history);
  const header = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => header.map((name) => String(row[name])).join(','));
  return `${[header.join(','), ...lines].join('\n')}\n`;
}

/**
 * The history that `historyCsv` wrote, number for number.
 *
 * @throws {DataError} it is none, with the line.
 */
export function historyFromCsv(text: string, path: string): EpochRecord[] {
  const [header = '', ...lines] = text.trimEnd().split(/\r?\n/);
  const names = header.split(',');
  if (!names.includes('epoch') || !names.includes('steps') || !names.includes('train.loss'))
    throw new DataError(
      `${path}: must be a history, with the columns epoch, steps and train.loss. Received ${JSON.stringify(header.slice(0, 80))}. ` +
        'Name the folder that a fit left as it is.',
    );
  return lines.map((line, i) => {
    const cells = line.split(',');
    const row = new Map(names.map((name, column) => [name, Number(cells[column])]));
    if (cells.length !== names.length || [...row.values()].some(Number.isNaN))
      throw new DataError(
        `${path}:${i + 2}: must hold ${names.length} numbers. Received ${JSON.stringify(line.slice(0, 80))}.`,
      );
    const part = (prefix: string) =>
      Object.fromEntries(
        [...row].flatMap(([name, value]) =>
          name.startsWith(`${prefix}.`) ? [[name.slice(prefix.length + 1), value]] : [],
        ),
      );
    const scoresOf = (name: string) =>
      row.has(`${name}.loss`) ? (part(name) as unknown as Scores) : undefined;
    const [stop, validation] = [scoresOf('stop'), scoresOf('validation')];
    return {
      epoch: row.get('epoch')!,
      steps: row.get('steps')!,
      learningRate: row.get('learningRate') ?? 0,
      train: scoresOf('train')!,
      ...(stop && { stop }),
      ...(validation && { validation }),
      penalty: row.get('penalty') ?? 0,
      weightNorms: part('weightNorm'),
      ...(row.has('jacobianNorm') && { jacobianNorm: row.get('jacobianNorm')! }),
      ...(row.has('averaged') && { averaged: row.get('averaged')! }),
    };
  });
}

const flat = (part: string, scores: Scores | undefined): Record<string, number> =>
  Object.fromEntries(
    Object.entries(scores ?? {}).map(([name, value]) => [`${part}.${name}`, value as number]),
  );
