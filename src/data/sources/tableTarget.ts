import { parseNumber, sortedClasses } from '../classes.ts';
import type { Target } from '../dataset.ts';
import { DataError, nearest } from '../../util/errors.ts';
import { typicalShare } from './columnBuilder.ts';
import type { TableSchema } from './readTable.ts';
import { columnNamed, type Table } from './table.ts';
import { listed, requiredNumbers, requiredTexts } from './tableCells.ts';

const mostIntegerClasses = 20;
/** The plainest first: beside a column "label", "x" and "y" are coordinates. */
const usualTargets = ['target', 'label', 'class', 'y'];

/** The column to predict where none was named: one with a usual name, else the last. */
export function defaultTarget(file: string, names: readonly string[]): string {
  const usual = usualTargets.map((word) => names.find((name) => name.toLowerCase() === word));
  const named = usual.find((name) => name !== undefined) ?? names.findLast((name) => name !== '');
  if (named === undefined)
    throw new DataError(`${file}:1: the header must name the columns. Received no name.`);
  return named;
}

/**
 * The target of a training part, and how later parts read it.
 *
 * @throws {DataError} One is missing or no number where numbers are to be predicted; it does not vary.
 */
export function trainingTarget(
  table: Table,
  name: string,
  asked: 'classification' | 'regression' | undefined,
  notes: string[],
): { target: Target; schemaTarget: TableSchema['target'] } {
  if ((asked ?? inferTask(table, name)) === 'regression') {
    const target = numberTarget(table, name);
    if (target.values.every((value) => value === target.values[0]))
      throw new DataError(
        `${table.file}: the target "${name}" must vary. Received ${target.values[0]} in all ${table.rows} rows.`,
      );
    return { target, schemaTarget: { kind: 'number', name } };
  }
  const { texts } = requiredTexts(table, name, 'target');
  const isNumeric = texts.every((text) => parseNumber(text) !== undefined);
  const classes = sortedClasses(isNumeric ? texts.map(canonicalLabel) : texts);
  if (classes.length < 2)
    throw new DataError(
      `${table.file}: two classes are needed at least. Received only "${classes[0]}" in the target "${name}".`,
    );
  const words = classes.filter((label) => parseNumber(label) === undefined);
  if (words.length > 0 && words.length < classes.length)
    notes.push(`the target "${name}" mixes numbers and texts ("${words[0]}"); each is a class of its own.`);
  return {
    target: classTarget(table, name, classes),
    schemaTarget: { kind: 'classes', name, classes },
  };
}

/** The target of a further part. @throws {DataError} A label that training never saw, with file and line. */
export function furtherTarget(table: Table, { target }: Pick<TableSchema, 'target'>): Target {
  return target.kind === 'number'
    ? numberTarget(table, target.name)
    : classTarget(table, target.name, target.classes);
}

const numberTarget = (table: Table, name: string) =>
  ({ kind: 'number', name, values: requiredNumbers(table, name, 'target') }) as const;

function classTarget(table: Table, name: string, classes: readonly string[]): Target {
  const { texts, codes } = requiredTexts(table, name, 'target');
  const places = new Map(classes.map((label, i) => [label, i]));
  const placeOfCode = texts.map((text) => places.get(text) ?? places.get(canonicalLabel(text)) ?? -1);
  const labels = new Int32Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    labels[row] = placeOfCode[codes.get(row)]!;
    if (labels[row]! >= 0) continue;
    const text = texts[codes.get(row)]!;
    const near = nearest(text, classes);
    throw new DataError(
      `${table.file}${table.place(row)}: the target "${name}" must be a class of training (${listed(classes)}). Received "${text}".` +
        (near === undefined ? ' Remove the row, or add such rows to training.' : ` Did you mean "${near}"?`),
    );
  }
  return { kind: 'classes', classes, labels };
}

/** Whether a target is a class or a number: fractions, or more than 20 distinct numbers, are to be predicted as numbers. */
function inferTask(table: Table, name: string): 'classification' | 'regression' {
  const column = columnNamed(table, name)!;
  if (column.form === 'date')
    throw new DataError(
      `${table.file}: the target "${name}" must be a class or a number. Received dates. Choose another column, or write days as numbers.`,
    );
  if (column.form !== 'text') return column.form === 'number' ? 'regression' : 'classification';
  const numbers = new Set<number>();
  let count = 0;
  column.texts.forEach((text, code) => {
    const value = parseNumber(text);
    if (value === undefined) return;
    numbers.add(value);
    count += column.counts[code]!;
  });
  if (count < typicalShare * table.rows) return 'classification';
  const isNumber = numbers.size > mostIntegerClasses || ![...numbers].every(Number.isInteger);
  return isNumber ? 'regression' : 'classification';
}

/** One spelling for one number ('1.0' and '01' are the class '1'); a text stays as it is. */
function canonicalLabel(text: string): string {
  const value = parseNumber(text);
  return value === undefined ? text : String(value);
}
