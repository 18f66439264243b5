// shared within this room
import type { Dataset, TableFeatures } from '../dataset.ts';
import type { Twins } from '../twins.ts';
import type { Relatives } from './relatives.ts';
import { permutation, randomKey } from '../../util/random.ts';

/** What a check has to say. A `leak` gives the answer away or lets the test be known beforehand. */
export interface Finding {
  /** Name of the check. */
  readonly check: string;
  readonly severity: 'note' | 'warning' | 'leak';
  /** What was found, and what to do. */
  readonly message: string;
  /** Some of what was found: files, rows, columns, classes. */
  readonly examples: readonly string[];
  /** How many examples, columns or classes it is about. */
  readonly count: number;
}

/** What the checks look at. */
export interface AuditedData {
  /** Everything that is studied: training and, where it is given, validation. */
  readonly data: Dataset;
  /** All parts, in the order in which `twins` counts them. */
  readonly parts: readonly { readonly name: PartName; readonly dataset: Dataset; readonly start: number }[];
  /** Twins among all parts; the indices of `data` come first. */
  readonly twins: Twins;
  /** Rows that may come in families; found when first asked for. */
  readonly relatives: () => Relatives;
}

export type PartName = 'training' | 'validation' | 'test';

/** A question to the data. */
export interface Check {
  readonly name: string;
  /** In one line: what it looks for. */
  readonly title: string;
  run(audited: AuditedData): readonly Omit<Finding, 'check'>[];
}

/** Examples that a finding lists at most. */
export const mostExamples = 50;

/** What an example is called: its file, or its row. */
export const nameOf = (dataset: Dataset, i: number): string => dataset.origins?.[i] ?? `example ${i + 1}`;

/** Parts of a whole for people: "3 of 200 rows (1.5%)". */
export const shareText = (part: number, whole: number, what: string): string =>
  `${part} of ${whole} ${what} (${(100 * part) / whole < 0.1 ? '<0.1' : ((100 * part) / whole).toFixed(1)}%)`;

/** One column of a table: its cells as numbers, or as text. */
export type TableColumn =
  | { readonly name: string; readonly kind: 'number'; readonly cells: Float64Array }
  | { readonly name: string; readonly kind: 'category'; readonly cells: readonly string[] };

/** The columns of a table in turn; none for pictures and tokens, and for features of pictures. */
export function columnsOf(dataset: Dataset): TableColumn[] {
  const { features, size } = dataset;
  if (features.kind !== 'table' || features.backbone) return [];
  return [...numericColumns(features, size), ...categoricalColumns(features, size)];
}

const numericColumns = ({ numericColumns: names, numbers }: TableFeatures, size: number): TableColumn[] =>
  names.map((name, c) => ({
    name,
    kind: 'number',
    cells: Float64Array.from({ length: size }, (_, i) => numbers[i * names.length + c]!),
  }));

const categoricalColumns = (
  { categoricalColumns: names, categories }: TableFeatures,
  size: number,
): TableColumn[] =>
  names.map((name, c) => ({
    name,
    kind: 'category',
    cells: Array.from({ length: size }, (_, i) => categories[i * names.length + c]!),
  }));

/** At most so many indices of a dataset, drawn at random, sorted. */
export const drawn = (size: number, most: number): Int32Array =>
  permutation(size, randomKey('audit', 'drawn')).subarray(0, most).slice().sort();

/** The option that leaves a column out, as a shell takes it. */
export const ignoreOption = (name: string): string =>
  /^[\w.-]+$/.test(name) ? `--columns ${name}=ignore` : `--columns ${JSON.stringify(`${name}=ignore`)}`;
