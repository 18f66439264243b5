import { basename } from 'node:path';
import { classTarget, parseNumber } from '../classes.ts';
import type { Dataset, TableFeatures, Target } from '../dataset.ts';
import { checkedDataset } from '../dataset.ts';
import { DataError, nearest, OptionError } from '../../util/errors.ts';
import type { ColumnKind } from './columns.ts';
import {
  canonicalLabel,
  categoriesOf,
  classesOf,
  columnOf,
  defaultTarget,
  inferKind,
  inferTask,
  numbersOf,
  requireColumn,
  requiredTexts,
} from './columns.ts';
import type { CsvRows } from './csvRows.ts';
import { readCsvRows } from './csvRows.ts';

export type { ColumnKind } from './columns.ts';

/** What a table's columns are, as found in training; plain data that survives JSON. */
export interface TableSchema {
  readonly target:
    | { readonly kind: 'classes'; readonly name: string; readonly classes: readonly string[] }
    | { readonly kind: 'number'; readonly name: string };
  readonly group?: string;
  readonly numericColumns: readonly string[];
  readonly categoricalColumns: readonly string[];
  /** Spellings that mean a value is missing. */
  readonly missing: readonly string[];
}

export interface CsvOptions {
  /** Column to predict. Default: one named target, label, class or y (any case), else the last. */
  readonly target?: string;
  /** Column of the group (patient, author) of each row; it is no feature. Default none. */
  readonly group?: string;
  /** Spellings that mean a value is missing, such as 'n/a' or ''. Default none. */
  readonly missing?: readonly string[];
  /** What single columns are, where looking at them is not enough. */
  readonly columns?: Readonly<Record<string, ColumnKind>>;
  /** Default: numbers with fractions or over 20 distinct values are 'regression', all else 'classification'. */
  readonly task?: 'classification' | 'regression';
}

/**
 * Reads a CSV or TSV file (gzipped or not) with a header line as a dataset, and what its columns are.
 *
 * A column is numeric where 90% of its values at least are numbers, else a category. Missing numbers become NaN,
 * missing categories ''. A semicolon is the delimiter where the header has no comma; a column without name is ignored.
 *
 * @throws {DataError} Naming file and line: a cell that is no number in a column of numbers, a missing target or group,
 *   a row of another length; naming the file: an unknown column, one class only, no features, empty.
 * @throws {OptionError} One column asked to be two things.
 * @example const { dataset, schema } = await readTable('titanic.csv', { target: 'survived', missing: ['n/a'] });
 */
export async function readTable(
  path: string,
  options: CsvOptions = {},
): Promise<{ dataset: Dataset; schema: TableSchema }> {
  const csv = await readCsvRows(path);
  const notes: string[] = [];
  if (csv.delimiter === ';') notes.push('fields are separated by semicolons.');
  const missing = new Set(options.missing);
  const targetName = options.target ?? defaultTarget(csv);
  requireColumn(csv, targetName, 'target');
  if (options.target === undefined) notes.push(`column "${targetName}" is the target (none was named).`);
  if (options.group !== undefined) requireColumn(csv, options.group, 'group');
  checkRoles(csv, options, targetName);

  const kinds = featureKinds(csv, options, targetName, missing, notes);
  const { target, schemaTarget } = trainingTarget(csv, targetName, missing, options.task, notes);
  const schema: TableSchema = {
    target: schemaTarget,
    ...(options.group !== undefined && { group: options.group }),
    numericColumns: kinds.filter(([, kind]) => kind === 'number').map(([name]) => name),
    categoricalColumns: kinds.filter(([, kind]) => kind === 'category').map(([name]) => name),
    missing: [...missing],
  };
  if (schema.numericColumns.length + schema.categoricalColumns.length === 0)
    throw new DataError(
      `${csv.file}: at least one column besides the target${options.group === undefined ? '' : ' and the group'} is needed. ` +
        `Received ${csv.header.map((name) => `"${name}"`).join(', ')}, of which none is a feature.`,
    );
  return { dataset: datasetOf(csv, schema, target, notes), schema };
}

/**
 * Reads a further part (a test part) of a table with the columns and classes of training. Other columns are ignored.
 *
 * @throws {DataError} A column of training is missing, a label that training never saw (label, file and line named),
 *   or what `readTable` throws for a cell.
 * @example const test = await readTableLike('test.csv', schema);
 */
export async function readTableLike(path: string, schema: TableSchema): Promise<Dataset> {
  const csv = await readCsvRows(path);
  const { name } = schema.target;
  requireColumns(csv, [...schema.numericColumns, ...schema.categoricalColumns, name]);
  const column = columnOf(csv, name, new Set(schema.missing));
  const target: Target =
    schema.target.kind === 'number'
      ? targetNumbers(csv, name, column.missing)
      : knownLabels(csv, name, requiredTexts(column, 'target'), schema.target.classes);
  return datasetOf(csv, schema, target, []);
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
  const csv = await readCsvRows(path);
  requireColumns(csv, [...schema.numericColumns, ...schema.categoricalColumns]);
  const place = csv.header.indexOf(schema.target.name);
  return {
    size: csv.rows.length,
    features: featuresOf(csv, schema),
    origins: originsOf(csv),
    ...(place >= 0 && { target: csv.rows.map((row) => row[place]!) }),
  };
}

function checkRoles(csv: CsvRows, options: CsvOptions, target: string): void {
  if (options.group === target)
    throw new OptionError(`group: must be another column than the target. Received "${target}" for both.`);
  for (const [name, kind] of Object.entries(options.columns ?? {})) {
    requireColumn(csv, name, 'column');
    if (name === target || name === options.group)
      throw new OptionError(
        `columns: only features have a type. Received ${name}=${kind} for the ${name === target ? 'target' : 'group'}.`,
      );
    if (!['number', 'category', 'ignore'].includes(kind))
      throw new OptionError(`columns: a type must be number, category or ignore. Received ${name}=${kind}.`);
  }
}

function featureKinds(
  csv: CsvRows,
  options: CsvOptions,
  target: string,
  missing: ReadonlySet<string>,
  notes: string[],
): [string, ColumnKind][] {
  const unnamed = csv.header.filter((name) => name === '').length;
  if (unnamed > 0) notes.push(`${unnamed} ${unnamed === 1 ? 'column' : 'columns'} without a name ignored.`);
  return csv.header
    .filter((name) => name !== '' && name !== target && name !== options.group)
    .map((name) => {
      const asked = options.columns?.[name];
      if (asked !== undefined) return [name, asked];
      const { kind, note } = inferKind(columnOf(csv, name, missing));
      if (note !== undefined) notes.push(note);
      return [name, kind];
    });
}

function trainingTarget(
  csv: CsvRows,
  name: string,
  missing: ReadonlySet<string>,
  asked: CsvOptions['task'],
  notes: string[],
): { target: Target; schemaTarget: TableSchema['target'] } {
  const texts = requiredTexts(columnOf(csv, name, missing), 'target');
  const task = asked ?? inferTask(texts);
  if (task === 'regression') {
    const target = targetNumbers(csv, name, missing);
    if (target.values.every((value) => value === target.values[0]))
      throw new DataError(
        `${csv.file}: the target "${name}" must vary. Received ${target.values[0]} in all ${texts.length} rows.`,
      );
    return { target, schemaTarget: { kind: 'number', name } };
  }
  const { labels, classes } = classesOf(texts);
  if (classes.length < 2)
    throw new DataError(
      `${csv.file}: two classes are needed at least. Received only "${classes[0]}" in the target "${name}".`,
    );
  const words = classes.filter((label) => parseNumber(label) === undefined);
  if (words.length > 0 && words.length < classes.length)
    notes.push(`the target "${name}" mixes numbers and texts ("${words[0]}"); each is a class of its own.`);
  return {
    target: knownLabels(csv, name, labels, classes),
    schemaTarget: { kind: 'classes', name, classes },
  };
}

function targetNumbers(csv: CsvRows, name: string, missing: ReadonlySet<string>) {
  const column = columnOf(csv, name, missing);
  requiredTexts(column, 'target');
  return { kind: 'number', name, values: numbersOf(column) } as const;
}

function knownLabels(
  csv: CsvRows,
  name: string,
  texts: readonly string[],
  classes: readonly string[],
): Target {
  const known = new Set(classes);
  const labels = texts.map((text) => (known.has(text) ? text : canonicalLabel(text)));
  return classTarget(labels, classes, (label, i) => {
    const near = nearest(label, classes);
    throw new DataError(
      `${csv.file}:${csv.lines[i]}: the target "${name}" must be a class of training (${classes.join(', ')}). Received "${texts[i]}".` +
        (near === undefined ? ' Remove the row, or add such rows to training.' : ` Did you mean "${near}"?`),
    );
  });
}

function requireColumns(csv: CsvRows, names: readonly string[]): void {
  const lacking = names.filter((name) => !csv.header.includes(name));
  if (lacking.length > 0)
    throw new DataError(
      `${csv.file}: the columns of training must be there. Missing: ${lacking.join(', ')}. Found ${csv.header.join(', ')}.`,
    );
}

function datasetOf(csv: CsvRows, schema: TableSchema, target: Target, notes: readonly string[]): Dataset {
  const grouped = schema.group !== undefined && csv.header.includes(schema.group);
  return checkedDataset({
    size: csv.rows.length,
    features: featuresOf(csv, schema),
    target,
    ...(grouped && { groups: requiredTexts(columnOf(csv, schema.group!, new Set(schema.missing)), 'group') }),
    origins: originsOf(csv),
    notes,
  });
}

function featuresOf(csv: CsvRows, schema: TableSchema): TableFeatures {
  const { numericColumns, categoricalColumns } = schema;
  const missing = new Set(schema.missing);
  const numbers = new Float32Array(csv.rows.length * numericColumns.length);
  numericColumns.forEach((name, j) =>
    numbersOf(columnOf(csv, name, missing)).forEach(
      (value, i) => (numbers[i * numericColumns.length + j] = value),
    ),
  );
  const categories = new Array<string>(csv.rows.length * categoricalColumns.length);
  categoricalColumns.forEach((name, j) =>
    categoriesOf(columnOf(csv, name, missing)).forEach(
      (value, i) => (categories[i * categoricalColumns.length + j] = value),
    ),
  );
  return { kind: 'table', numericColumns, numbers, categoricalColumns, categories };
}

function originsOf(csv: CsvRows): string[] {
  return csv.lines.map((line) => `${basename(csv.file)}:${line}`);
}
