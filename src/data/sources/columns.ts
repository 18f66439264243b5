import { parseNumber, sortedClasses } from '../classes.ts';
import type { CsvRows } from './csvRows.ts';
import { DataError, nearest } from '../../util/errors.ts';

export type ColumnKind = 'number' | 'category' | 'ignore';

const NUMERIC_SHARE = 0.9;
const MOST_INTEGER_CLASSES = 20;
/** The plainest first: beside a column "label", "x" and "y" are coordinates. */
const USUAL_TARGETS = ['target', 'label', 'class', 'y'];

/** The cells of one column, and which spellings mean that one is missing. */
export interface Column {
  readonly csv: CsvRows;
  readonly name: string;
  readonly index: number;
  readonly missing: ReadonlySet<string>;
}

export function columnOf(csv: CsvRows, name: string, missing: ReadonlySet<string>): Column {
  return { csv, name, index: requireColumn(csv, name, 'column'), missing };
}

/** Where a named column stands. @throws {DataError} It does not; the known ones are listed. */
export function requireColumn({ file, header }: CsvRows, name: string, role: string): number {
  const index = header.indexOf(name);
  if (index >= 0 && name !== '') return index;
  const near = nearest(name, header);
  throw new DataError(
    `${file}: ${role} "${name}" must be one of the columns ${header.filter((known) => known !== '').join(', ')}.` +
      (near === undefined ? ' Found no such column.' : ` Did you mean "${near}"?`),
  );
}

/** The column to predict where none was named: one with a usual name, else the last. */
export function defaultTarget({ file, header }: CsvRows): string {
  const usual = USUAL_TARGETS.map((word) => header.find((name) => name.toLowerCase() === word));
  const named = usual.find((name) => name !== undefined) ?? header.findLast((name) => name !== '');
  if (named === undefined)
    throw new DataError(`${file}:1: the header must name the columns. Received no name.`);
  return named;
}

/** What a column holds, judged by its values, and what the user should know about that. */
export function inferKind(column: Column): { kind: ColumnKind; note?: string } {
  const { csv, name, index, missing } = column;
  // An empty cell says nothing of the type; in a column of numbers it is refused when it is read.
  const texts = csv.rows.map((row) => row[index]!).filter((cell) => cell !== '' && !missing.has(cell));
  const present = texts.length;
  const numeric = texts.filter((text) => parseNumber(text) !== undefined).length;
  if (present === 0) return { kind: 'ignore', note: `column "${name}" has no values; it is ignored.` };
  if (numeric >= NUMERIC_SHARE * present)
    return { kind: 'number', ...(isRowNumber(column) && { note: identifierNote(name, 'counts the rows') }) };
  const distinct = new Set(texts);
  if (distinct.size > 0.9 * present && present >= 20)
    return {
      kind: 'category',
      note: identifierNote(name, `holds ${distinct.size} distinct texts in ${present} rows`),
    };
  if (numeric >= present / 2)
    return {
      kind: 'category',
      note: `column "${name}" is read as a category: only ${numeric} of ${present} values are numbers. Add the others to --missing to read it as numbers.`,
    };
  return { kind: 'category' };
}

function identifierNote(name: string, why: string): string {
  return `column "${name}" ${why}: it looks like an identifier, which a network can only memorise. Consider ignoring it.`;
}

function isRowNumber({ csv, index }: Column): boolean {
  const first = Number(csv.rows[0]![index]);
  return csv.rows.length >= 20 && csv.rows.every((row, i) => Number(row[index]) === first + i);
}

/** The numbers of a column, NaN where missing. @throws {DataError} A cell is neither a number nor missing. */
export function numbersOf({ csv, name, index, missing }: Column): Float32Array {
  return Float32Array.from(csv.rows, (row, i) => {
    const cell = row[index]!;
    const value = missing.has(cell) ? NaN : parseNumber(cell);
    if (value === undefined)
      throw new DataError(
        `${csv.file}:${csv.lines[i]}: column "${name}" expects a number. Received ${JSON.stringify(cell)}. Add it to --missing or clean the row.`,
      );
    return value;
  });
}

/** The texts of a column, '' where missing. */
export function categoriesOf({ csv, index, missing }: Column): string[] {
  return csv.rows.map((row) => (missing.has(row[index]!) ? '' : row[index]!));
}

/** The texts of a column that may lack none, such as the target. @throws {DataError} One is missing. */
export function requiredTexts({ csv, name, index, missing }: Column, role: string): string[] {
  return csv.rows.map((row, i) => {
    const cell = row[index]!;
    if (cell === '' || missing.has(cell))
      throw new DataError(
        `${csv.file}:${csv.lines[i]}: the ${role} "${name}" must be given in every row. Received ${JSON.stringify(cell)}. Fill it in or remove the row.`,
      );
    return cell;
  });
}

/** Whether a target is a class or a number: fractions, or more than 20 distinct numbers, are to be predicted as numbers. */
export function inferTask(texts: readonly string[]): 'classification' | 'regression' {
  const numbers = texts.flatMap((text) => parseNumber(text) ?? []);
  if (numbers.length < NUMERIC_SHARE * texts.length) return 'classification';
  const manyOrFractions =
    numbers.some((value) => !Number.isInteger(value)) || new Set(numbers).size > MOST_INTEGER_CLASSES;
  return manyOrFractions ? 'regression' : 'classification';
}

/** One spelling for one number ('1.0' and '01' are the class '1'); a text stays as it is. */
export function canonicalLabel(text: string): string {
  const value = parseNumber(text);
  return value === undefined ? text : String(value);
}

/** Labels and classes of a target; where all labels are numbers, each number is one class however it is spelled. */
export function classesOf(texts: readonly string[]): { labels: string[]; classes: string[] } {
  const numeric = texts.every((text) => parseNumber(text) !== undefined);
  const labels = numeric ? texts.map(canonicalLabel) : [...texts];
  return { labels, classes: sortedClasses(labels) };
}
