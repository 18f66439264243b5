import { CsvError, type Csv } from './csv.ts';
import type { TaskData } from './task.ts';
import type { Cell } from '../../../../data/arrays.ts';

/** Texts that mean "not known". */
const missing = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', '?']);

/** A column with more different texts than this says nothing in common: a name, a number of a file, a date. */
const mostCategories = 50;
/** A number with more values than this is one to predict, not a class. */
const mostClasses = 10;
const fewestRows = 20;

export interface CsvTask {
  readonly task: TaskData;
  /** What there is to predict. */
  readonly predicts: 'class' | 'number';
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

/** The values of a column that are there. */
const presentOf = (csv: Csv, column: number): string[] =>
  csv.rows.map((row) => row[column]!).filter((text) => !missing.has(text));

/** The column that is most likely to be predicted: one that is called so, else the last. */
export function likelyTarget({ columns }: Csv): string {
  const named = columns.find((name) => /^(label|class|target|outcome|species)$/i.test(name));
  return named ?? columns.at(-1)!;
}

/**
 * A table as the engine takes it. Numbers are numbers where a whole column is; all else is categories.
 *
 * @throws {CsvError} there is nothing to predict, or nothing to predict it from, or too few rows.
 */
export function csvTask(csv: Csv, target: string, seed: number): CsvTask {
  const at = csv.columns.indexOf(target);
  const rows = csv.rows.filter((row) => !missing.has(row[at]!));
  const notes: string[] = [];
  if (rows.length < csv.rows.length)
    notes.push(`${csv.rows.length - rows.length} rows without a value in "${target}" are left out.`);
  if (rows.length < fewestRows)
    throw new CsvError(
      `At least ${fewestRows} rows with a value in "${target}" are needed. There are ${rows.length}.`,
    );
  const goals = rows.map((row) => row[at]!);
  const different = new Set(goals);
  if (different.size < 2)
    throw new CsvError(
      `"${target}" must have different values. All are "${goals[0]}". Choose another column.`,
    );
  const predicts = goals.every(isNumber) && different.size > mostClasses ? 'number' : 'class';
  if (predicts === 'class' && different.size > mostCategories)
    throw new CsvError(
      `"${target}" must be numbers, or at most ${mostCategories} classes. It has ${different.size} different texts. Choose another column.`,
    );

  const used: { readonly name: string; readonly cell: (row: readonly string[]) => Cell }[] = [];
  csv.columns.forEach((name, column) => {
    if (column === at) return;
    const present = presentOf(csv, column);
    if (present.length === 0) {
      notes.push(`Column "${name}" is empty and left out.`);
    } else if (present.every(isNumber)) {
      used.push({ name, cell: (row) => (missing.has(row[column]!) ? null : Number(row[column])) });
    } else if (new Set(present).size > mostCategories) {
      notes.push(
        `Column "${name}" has ${new Set(present).size} different texts and is left out: they say nothing in common.`,
      );
    } else used.push({ name, cell: (row) => (missing.has(row[column]!) ? null : row[column]!) });
  });
  if (used.length === 0)
    throw new CsvError(
      `A column to predict "${target}" from is needed: numbers, or at most ${mostCategories} different texts. There is none.`,
    );
  const features = {
    columns: used.map(({ name }) => name),
    rows: rows.map((row) => used.map(({ cell }) => cell(row))),
  };
  return {
    predicts,
    notes,
    task: {
      seed,
      whole:
        predicts === 'number'
          ? { ...features, values: goals.map(Number), name: target }
          : { ...features, labels: goals },
    },
  };
}
