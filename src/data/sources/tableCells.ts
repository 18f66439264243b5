import { DataError, nearest } from '../../util/errors.ts';
import { valueOf, type TableColumn } from './columnBuilder.ts';
import { columnNamed, type Table } from './table.ts';

const expected = {
  number: 'a number',
  boolean: 'yes or no (true, false, t, f, y, n, on, off, 1 or 0)',
  date: 'a date such as 2024-01-31 or 2024-01-31T08:30',
} as const;

/** Where a named column stands. @throws {DataError} It does not; the known ones are listed. */
export function requireColumn(file: string, names: readonly string[], name: string, role: string): void {
  if (name !== '' && names.includes(name)) return;
  const near = nearest(name, names);
  throw new DataError(
    `${file}: ${role} "${name}" must be one of the columns ${listed(names.filter((known) => known !== ''))}.` +
      (near === undefined ? ' Found no such column.' : ` Did you mean "${near}"?`),
  );
}

/** Names for a message; of thousands the first ones. */
export const listed = (names: readonly string[]): string =>
  names.length <= 40 ? names.join(', ') : `${names.slice(0, 40).join(', ')} and ${names.length - 40} more`;

/** The cells of a column as numbers, NaN where missing. @throws {DataError} A cell is something else; the first is named. */
export function numbersOf(
  table: Table,
  name: string,
  form: 'number' | 'boolean' | 'date' = 'number',
): (row: number) => number {
  const column = columnNamed(table, name)!;
  const wrong = (row: number, text: string) =>
    new DataError(
      `${table.file}${table.place(row)}: column "${name}" expects ${expected[form]}. Received ${JSON.stringify(text)}. Add it to --missing or clean the row.`,
    );
  if (column.form === 'text') {
    const { codes, texts } = column;
    const values = texts.map((text) => (text === '' ? NaN : valueOf(form, text)));
    const unknown = values.indexOf(undefined);
    if (unknown >= 0) {
      let row = 0;
      while (values[codes.get(row)] !== undefined) row++;
      throw wrong(row, texts[codes.get(row)]!);
    }
    return (row) => values[codes.get(row)]!;
  }
  if (column.form === 'dropped' || column.form === 'skipped' || column.form === 'whole')
    throw new DataError(`${table.file}: column "${name}" expects ${expected[form]}. Received texts.`);
  if (column.firstWrong) throw wrong(column.firstWrong.row, column.firstWrong.text);
  return (row) => column.values.get(row);
}

/** The cells of a column of texts, '' where missing. */
export function textsOf(table: Table, name: string): Extract<TableColumn, { form: 'text' }> {
  const column = columnNamed(table, name)!;
  if (column.form === 'text') return column;
  throw new DataError(
    `${table.file}: column "${name}" must hold fewer distinct texts. Received over 100,000. Choose another column.`,
  );
}

/** The texts of a column that may lack none. @throws {DataError} One is missing. */
export function requiredTexts(
  table: Table,
  name: string,
  role: string,
): Extract<TableColumn, { form: 'text' }> {
  const column = textsOf(table, name);
  if (column.texts.includes(''))
    for (let row = 0; row < table.rows; row++)
      if (column.texts[column.codes.get(row)] === '') throw noValue(table, name, role, row);
  return column;
}

/** The numbers of a column that may lack none. @throws {DataError} One is missing, or is none. */
export function requiredNumbers(table: Table, name: string, role: string): Float32Array {
  const at = numbersOf(table, name);
  const values = new Float32Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    values[row] = at(row);
    if (Number.isNaN(values[row])) throw noValue(table, name, role, row);
  }
  return values;
}

const noValue = (table: Table, name: string, role: string, row: number): DataError =>
  new DataError(
    `${table.file}${table.place(row)}: the ${role} "${name}" must be given in every row. Received a missing value. Fill it in or remove the row.`,
  );
