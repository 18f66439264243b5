// shared within this room
import type { DiagnosisRecord, StudyRecord } from '../../study/record.ts';
import { plural } from '../../util/format.ts';
import type { FigureColumn, FigureData } from './figure.ts';

export type History = DiagnosisRecord['history'];
export type Epoch = History[number];

/** A training whose curves are drawn: whose it is, where its epochs stand in the record, and how it ended. */
export interface Training {
  readonly name: 'Baseline' | 'Chosen' | 'Without remedies';
  /** "baseline.history" */
  readonly place: string;
  readonly history: History;
  readonly stopped?: StudyRecord['baseline']['stopped'];
}

/** The two trainings of a study. */
export const trainingsOf = ({ baseline, chosen }: StudyRecord): Training[] => [
  { name: 'Baseline', place: 'baseline.history', ...baseline },
  { name: 'Chosen', place: 'chosen.history', ...chosen },
];

/** The one of a diagnosis. */
export const trainingOf = ({ history }: DiagnosisRecord): Training => ({
  name: 'Without remedies',
  place: 'history',
  history,
});

/** Longest tables of epochs. Longer histories are thinned, and say so. */
const mostRows = 400;

/** A column over epochs: what it holds, and its value of an epoch. */
export interface EpochColumn extends FigureColumn {
  readonly of: (epoch: Epoch) => number | undefined;
}

/** One training's numbers, an epoch a row. */
export function epochTable(
  caption: string,
  { history, place }: Training,
  columns: readonly EpochColumn[],
): FigureData {
  const { rows, note } = thinned(history.length);
  return {
    caption: caption + note,
    columns: [epochColumn, ...columns.map(({ of: _, ...column }) => ({ ...column, numeric: true }))],
    rows: rows.map((i) => [history[i]!.epoch, ...columns.map((column) => finite(column.of(history[i]!)))]),
    places: rows.map((i) => `${place}.${i}`),
  };
}

/** Several trainings side by side: epochs as they are recorded, and a number of each training. */
export function jointEpochTable(
  caption: string,
  series: readonly {
    readonly column: FigureColumn;
    readonly points: readonly { readonly epoch: number; readonly value: number }[];
  }[],
): FigureData {
  const epochs = [...new Set(series.flatMap(({ points }) => points.map(({ epoch }) => epoch)))].sort(
    (a, b) => a - b,
  );
  const maps = series.map(({ points }) => new Map(points.map(({ epoch, value }) => [epoch, value])));
  const { rows, note } = thinned(epochs.length);
  return {
    caption: caption + note,
    columns: [
      { ...epochColumn, field: undefined },
      ...series.map(({ column }) => ({ ...column, numeric: true })),
    ],
    rows: rows.map((i) => [epochs[i]!, ...maps.map((map) => finite(map.get(epochs[i]!)))]),
  };
}

const epochColumn: FigureColumn = { name: 'Epoch', numeric: true, written: 'count', field: 'epoch' };

const finite = (value: number | undefined): number | string =>
  value !== undefined && Number.isFinite(value) ? value : '';

function thinned(length: number): { readonly rows: readonly number[]; readonly note: string } {
  const stride = Math.ceil(length / mostRows) || 1;
  const rows = Array.from({ length }, (_, i) => i).filter((i) => i % stride === 0 || i === length - 1);
  return { rows, note: stride > 1 ? `, every ${plural(stride, 'epoch')}` : '' };
}

/** The epoch that the weights come from, where the record says so. */
export const keptOf = ({ stopped, history }: Training): number | undefined =>
  history.some(({ epoch }) => epoch === stopped?.bestEpoch) ? stopped?.bestEpoch : undefined;

/** How a training is drawn among others. */
export const lookOf = ({ name }: Training) =>
  name === 'Chosen'
    ? ({ series: 'chosen', shape: 'disc', name } as const)
    : ({ series: 'baseline', shape: 'ring', name } as const);
