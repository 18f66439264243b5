import { basename } from 'node:path';
import type { Dataset, NumericKind, TableFeatures, Target } from '../dataset.ts';
import { checkedDataset } from '../dataset.ts';
import { DataError, nearest, OptionError } from '../../util/errors.ts';
import { typicalShare, type Keeping } from './columnBuilder.ts';
import { columnKinds, inferKind, type ColumnKind, type FoundKind } from './columnKinds.ts';
import { readCsv } from './readCsv.ts';
import { readJsonl } from './readJsonl.ts';
import { columnNamed, type Table, type TablePlan } from './table.ts';
import { listed, numbersOf, requireColumn, requiredTexts, textsOf } from './tableCells.ts';
import { defaultTarget, furtherTarget, trainingTarget } from './tableTarget.ts';

export type { ColumnKind } from './columnKinds.ts';

/** What a table's columns are, as found in training; plain data that survives JSON. */
export interface TableSchema {
  readonly target:
    | { readonly kind: 'classes'; readonly name: string; readonly classes: readonly string[] }
    | { readonly kind: 'number'; readonly name: string };
  readonly group?: string;
  readonly numericColumns: readonly string[];
  /** What the numbers of each numeric column are; absent where all are plain numbers. */
  readonly numericKinds?: readonly NumericKind[];
  readonly categoricalColumns: readonly string[];
  /** Spellings that mean a value is missing. */
  readonly missing: readonly string[];
}

export interface TableOptions {
  /** Column to predict. Default: one named target, label, class or y (any case), else the last. */
  readonly target?: string;
  /** Column of the group (patient, author) of each row; it is no feature. Default none. */
  readonly group?: string;
  /** Spellings that mean a value is missing, such as 'n/a'. An empty cell, null and an absent key always do. */
  readonly missing?: readonly string[];
  /** What single columns are, where looking at them is not enough. */
  readonly columns?: Readonly<Record<string, ColumnKind>>;
  /** Default: numbers with fractions or over 20 distinct values are 'regression', all else 'classification'. */
  readonly task?: 'classification' | 'regression';
}

/** File names that are tables. */
export const tableName = /\.(csv|tsv|jsonl|ndjson|parquet)(\.gz)?$/i;

/** A table whose one column besides the target holds texts: it is text data, as `openData` then reads it. */
export class OnlyTexts extends DataError {
  constructor(
    path: string,
    /** The column of the texts. */
    readonly column: string,
  ) {
    super(
      `${path}: a column of numbers or categories is needed. Received only texts, in "${column}". Read it as texts (--text ${column}).`,
    );
  }
}

/** Reads a file of rows in the format that its name says. */
export async function readTableFile(path: string, plan: TablePlan): Promise<Table> {
  // Its decompressors take 0.1 s to load, which no other format should wait for.
  if (/\.parquet(\.gz)?$/i.test(path)) return (await import('./readParquet.ts')).readParquet(path, plan);
  return /\.(jsonl|ndjson)(\.gz)?$/i.test(path) ? readJsonl(path, plan) : readCsv(path, plan);
}

/**
 * Reads a CSV, TSV, JSONL or Parquet file (gzipped or not) as a dataset, and what its columns are. The file is read as a
 * stream.
 *
 * Columns are typed by looking at all their values: number or date where nine tenths are such (a date becomes days since
 * 1970-01-01 UTC), boolean where they are the two words of yes and no (0 and 1), else category. Free text, identifiers
 * (nearly a value a row, or a counter) and columns without name or values are ignored, with a note. Missing numbers are
 * NaN, missing categories ''.
 *
 * @throws {DataError} Naming file and line: a cell that is no number in a column of numbers, a missing target or group,
 *   and what the format's reader throws; naming the file: an unknown column, one class only, no features, empty.
 * @throws {OptionError} One column asked to be two things, or an unknown kind.
 * @example const { dataset, schema } = await readTable('titanic.csv', { target: 'survived', missing: ['n/a'] });
 */
export async function readTable(
  path: string,
  options: TableOptions = {},
): Promise<{ dataset: Dataset; schema: TableSchema }> {
  const missing = new Set(options.missing);
  let target = options.target;
  const asTexts = new Set<string>();
  const plan: TablePlan = {
    missing,
    onColumns(names) {
      checkRoles(path, names, options);
      target = options.target ?? defaultTarget(path, names);
      if (options.group === target)
        throw new OptionError(
          `group: must be another column than the target. Received "${target}" for both.`,
        );
      if (Object.hasOwn(options.columns ?? {}, target))
        throw new OptionError(
          `columns: only features have a type. Received ${target}=${options.columns![target]} for the target.`,
        );
    },
    keeping(name) {
      if (name === target && options.task !== undefined)
        return options.task === 'regression' ? 'number' : 'text';
      if (name === options.group || asTexts.has(name)) return 'text';
      return keepingOf(name === target ? undefined : ownProperty(options.columns, name));
    },
  };
  let table = await readTableFile(path, plan);
  for (const name of misjudged(table, options)) asTexts.add(name);
  if (asTexts.size > 0) table = await readTableFile(path, plan);

  const name = target!;
  const notes = [...table.notes];
  if (options.target === undefined) notes.push(`column "${name}" is the target (none was named).`);
  const kinds = featureKinds(table, options, name, notes);
  const texts = kinds.filter(([, kind]) => kind === 'text');
  const read = trainingTarget(table, name, options.task, notes);
  const numeric = kinds.filter(([, kind]) => kind === 'number' || kind === 'boolean' || kind === 'date');
  const schema: TableSchema = {
    target: read.schemaTarget,
    ...(options.group !== undefined && { group: options.group }),
    numericColumns: numeric.map(([column]) => column),
    ...(numeric.some(([, kind]) => kind !== 'number') && {
      numericKinds: numeric.map(([, kind]) => kind as NumericKind),
    }),
    categoricalColumns: kinds.filter(([, kind]) => kind === 'category').map(([column]) => column),
    missing: [...missing],
  };
  if (schema.numericColumns.length + schema.categoricalColumns.length === 0) {
    if (texts.length === 1) throw new OnlyTexts(path, texts[0]![0]);
    throw new DataError(
      `${path}: at least one column besides the target${options.group === undefined ? '' : ' and the group'} is needed. ` +
        `Received ${listed(table.columns.map((column) => `"${column.name}"`))}, of which none is a feature` +
        `${kinds.length > 0 ? ` (${kinds.map(([column, kind]) => `${column}: ${kind}`).join(', ')})` : ''}.` +
        (kinds.length > 0 ? ' If one of them holds texts to learn from, name it: --text <column>.' : ''),
    );
  }
  return { dataset: datasetOf(table, schema, read.target, notes), schema };
}

/**
 * Reads a further part (a test part) of a table with the columns and classes of training. Other columns are ignored.
 *
 * @throws {DataError} A column of training is missing, a label that training never saw (label, file and line named),
 *   or what `readTable` throws for a cell.
 * @example const test = await readTableLike('test.csv', schema);
 */
export async function readTableLike(path: string, schema: TableSchema): Promise<Dataset> {
  const { name } = schema.target;
  const table = await readLike(path, schema, [...schema.numericColumns, ...schema.categoricalColumns, name]);
  return datasetOf(table, schema, furtherTarget(table, schema), table.notes);
}

/**
 * Reads the features of a table for prediction; the target column need not be there.
 *
 * @returns The features in training's order, `file:line` of each row, and the target's texts as they stand, if present.
 * @throws {DataError} A feature column is missing, or what `readTable` throws for a cell.
 * @example const { features } = await readRows('new.csv', schema);
 */
export async function readRows(
  path: string,
  schema: TableSchema,
): Promise<{ size: number; features: TableFeatures; origins: string[]; target?: string[] }> {
  const asked = { ...schema, target: { kind: 'classes', name: schema.target.name, classes: [] } } as const;
  const table = await readLike(path, asked, [...schema.numericColumns, ...schema.categoricalColumns]);
  const target = columnNamed(table, schema.target.name) && textsOf(table, schema.target.name);
  return {
    size: table.rows,
    features: featuresOf(table, schema),
    origins: originsOf(table),
    ...(target && {
      target: Array.from({ length: table.rows }, (_, row) => target.texts[target.codes.get(row)]!),
    }),
  };
}

async function readLike(path: string, schema: TableSchema, needed: readonly string[]): Promise<Table> {
  const kinds = new Map<string, Keeping>([
    ...schema.numericColumns.map((name, i) => [name, schema.numericKinds?.[i] ?? 'number'] as const),
    ...schema.categoricalColumns.map((name) => [name, 'text'] as const),
    ...(schema.group === undefined ? [] : [[schema.group, 'text'] as const]),
    [schema.target.name, schema.target.kind === 'number' ? 'number' : 'text'],
  ]);
  return readTableFile(path, {
    missing: new Set(schema.missing),
    keeping: (name) => kinds.get(name) ?? 'skip',
    onColumns(names) {
      const lacking = needed.filter((name) => !names.includes(name));
      if (lacking.length > 0)
        throw new DataError(
          `${path}: the columns of training must be there. Missing: ${listed(lacking)}. Found ${listed(names)}.`,
        );
    },
  });
}

const ownProperty = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

function keepingOf(kind: ColumnKind | undefined): Keeping {
  if (kind === undefined) return 'look';
  if (kind === 'category') return 'text';
  return kind === 'number' || kind === 'boolean' || kind === 'date' ? kind : 'skip';
}

function checkRoles(file: string, names: readonly string[], options: TableOptions): void {
  if (options.target !== undefined) requireColumn(file, names, options.target, 'target');
  if (options.group !== undefined) requireColumn(file, names, options.group, 'group');
  for (const [name, kind] of Object.entries(options.columns ?? {})) {
    requireColumn(file, names, name, 'column');
    if (name === options.group)
      throw new OptionError(`columns: only features have a type. Received ${name}=${kind} for the group.`);
    if (columnKinds.includes(kind)) continue;
    const near = nearest(kind, columnKinds);
    throw new OptionError(
      `columns: a type must be one of ${columnKinds.join(', ')}. Received ${name}=${String(kind)}.` +
        (near === undefined ? '' : ` Did you mean ${near}?`),
    );
  }
}

/** Columns that looked like numbers or dates at first and then hold too much else: they are to be read as texts. */
export function misjudged(table: Table, options: Pick<TableOptions, 'columns'>): string[] {
  return table.columns.flatMap((column) => {
    if ((column.form !== 'number' && column.form !== 'date') || ownProperty(options.columns, column.name))
      return [];
    const present = table.rows - column.missing;
    return column.wrong > (1 - typicalShare) * present ? [column.name] : [];
  });
}

function featureKinds(
  table: Table,
  options: TableOptions,
  target: string,
  notes: string[],
): [string, ColumnKind][] {
  const unnamed = table.columns.filter(({ name }) => name === '').length;
  if (unnamed > 0) notes.push(`${unnamed} ${unnamed === 1 ? 'column' : 'columns'} without a name ignored.`);
  const features = table.columns.filter(
    ({ name }) => name !== '' && name !== target && name !== options.group,
  );
  const found = features.map((column): FoundKind => {
    const asked = ownProperty(options.columns, column.name);
    return asked === undefined ? inferKind(column, table.rows) : { kind: asked };
  });
  // A counter is better than nothing: a series over time may have no other column.
  const isOnlyCounters = found.every(({ kind }) => kind === 'identifier' || kind === 'ignore');
  return features.map((column, i) => {
    const { kind, note, isCounter } = found[i]!;
    if (isOnlyCounters && isCounter) {
      notes.push(
        `column "${column.name}" counts the rows; it is read as a number, for there is no other column.`,
      );
      return [column.name, 'number'];
    }
    if (note !== undefined) notes.push(note);
    return [column.name, kind];
  });
}

function datasetOf(table: Table, schema: TableSchema, target: Target, notes: readonly string[]): Dataset {
  const grouped = schema.group !== undefined && columnNamed(table, schema.group) !== undefined;
  const features = featuresOf(table, schema);
  const gaps = missingNote(features, table.rows);
  return checkedDataset({
    size: table.rows,
    features,
    target,
    ...(grouped && { groups: groupsOf(table, schema.group!) }),
    origins: originsOf(table),
    notes: gaps === undefined ? notes : [...notes, gaps],
  });
}

function groupsOf(table: Table, name: string): string[] {
  const { texts, codes } = requiredTexts(table, name, 'group');
  return Array.from({ length: table.rows }, (_, row) => texts[codes.get(row)]!);
}

function featuresOf(table: Table, schema: TableSchema): TableFeatures {
  const { numericColumns, numericKinds, categoricalColumns } = schema;
  const { rows } = table;
  const [width, count] = [numericColumns.length, categoricalColumns.length];
  const numbers = new Float32Array(rows * width);
  numericColumns.forEach((name, j) => {
    const at = numbersOf(table, name, numericKinds?.[j]);
    for (let row = 0; row < rows; row++) numbers[row * width + j] = at(row);
    const column = columnNamed(table, name)!;
    // As numbers stand twice otherwise, and a table may take most of the memory.
    if ('values' in column) column.values.clear();
  });
  const categories = new Array<string>(rows * count);
  const columns = categoricalColumns.map((name) => textsOf(table, name));
  for (let row = 0, at = 0; row < rows; row++)
    for (const { texts, codes } of columns) categories[at++] = texts[codes.get(row)]!;
  return {
    kind: 'table',
    numericColumns,
    ...(numericKinds && { numericKinds }),
    numbers,
    categoricalColumns,
    categories,
  };
}

/** Which columns miss numbers, the emptiest first. */
function missingNote({ numericColumns, numbers }: TableFeatures, rows: number): string | undefined {
  const width = numericColumns.length;
  const counts = new Int32Array(width);
  for (let i = 0; i < numbers.length; i++) if (Number.isNaN(numbers[i])) counts[i % width]!++;
  const gaps = numericColumns.flatMap((name, j) => (counts[j]! > 0 ? [{ name, count: counts[j]! }] : []));
  if (gaps.length === 0) return undefined;
  gaps.sort((a, b) => b.count - a.count);
  const shown = gaps.slice(0, 3).map(({ name, count }) => `${count} of ${rows} in "${name}"`);
  const more = gaps.length > 3 ? ` and ${gaps.length - 3} more columns` : '';
  return `values are missing: ${shown.join(', ')}${more}. The mean of training stands in, with a feature that says so.`;
}

function originsOf(table: Table): string[] {
  const name = basename(table.file);
  return Array.from({ length: table.rows }, (_, row) => name + table.place(row));
}
