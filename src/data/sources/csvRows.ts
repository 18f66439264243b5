import { isUtf8 } from 'node:buffer';
import type { CsvError } from 'csv-parse/sync';
import { parse } from 'csv-parse/sync';
import { DataError } from '../../util/errors.ts';
import { messageOf, readBytes } from './readBytes.ts';

const MAXIMUM_BYTES = 200e6;

/** A CSV file as text cells, with the line of the file on which each row starts. */
export interface CsvRows {
  /** The path as it was given. */
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly delimiter: string;
}

/**
 * Reads a CSV or TSV file (gzipped or not) as text cells, white space around them left out.
 *
 * The delimiter is a tab in `.tsv`, else a comma, or a semicolon where the header has semicolons and no comma.
 *
 * @throws {DataError} Missing, over 200 MB, not UTF-8, empty, header only, duplicate column names, a broken quote, or
 *   a row with more or fewer fields than the header.
 */
export async function readCsvRows(path: string): Promise<CsvRows> {
  const bytes = await readBytes(path, MAXIMUM_BYTES);
  if (!isUtf8(bytes))
    throw new DataError(`${path}: text must be UTF-8. Received another encoding. Convert the file.`);
  const delimiter = delimiterOf(path, bytes);
  const rows: string[][] = [];
  const lines: number[] = [];
  let previousLine = 0;
  try {
    parse(bytes, {
      bom: true,
      delimiter,
      skip_empty_lines: true,
      // White space before a quote would otherwise make it part of the text. In a TSV, tabs are white space too.
      ltrim: delimiter !== '\t',
      // Checked below, to name the file.
      relax_column_count: true,
      on_record: (record: string[], { lines: lastLine }) => {
        rows.push(record.map((cell) => cell.trim()));
        // Counting line breaks is only worth it where a row took several lines, or empty ones went before.
        lines.push(lastLine === previousLine + 1 ? lastLine : lastLine - lineBreaksIn(record));
        previousLine = lastLine;
        return null;
      },
    });
  } catch (error) {
    throw syntaxError(path, error);
  }
  const header = rows.shift();
  lines.shift();
  if (!header) throw new DataError(`${path}: a header line and rows are expected. Received an empty file.`);
  checkHeader(path, header);
  const ragged = rows.findIndex((row) => row.length !== header.length);
  if (ragged >= 0)
    throw new DataError(
      `${path}:${lines[ragged]}: expected ${header.length} fields as in the header. Received ${rows[ragged]!.length}. ` +
        'Quote cells that hold the delimiter, or clean the row.',
    );
  if (rows.length === 0)
    throw new DataError(`${path}: rows are expected below the header. Received the header only.`);
  return { file: path, header, rows, lines, delimiter };
}

function delimiterOf(path: string, bytes: Buffer): string {
  if (/\.tsv(\.gz)?$/i.test(path)) return '\t';
  const end = bytes.indexOf('\n');
  const header = bytes.toString('utf8', 0, end < 0 ? Math.min(bytes.length, 100_000) : end);
  return header.includes(';') && !header.includes(',') ? ';' : ',';
}

function lineBreaksIn(record: readonly string[]): number {
  let count = 0;
  for (const cell of record) for (const _ of cell.matchAll(/\r\n|\n|\r/g)) count++;
  return count;
}

function syntaxError(path: string, error: unknown): DataError {
  const { lines, code } = error as Partial<CsvError> & { lines?: number };
  const what =
    code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'a quote that opens must close. Received the end of the file inside a quoted cell. Close the quote, or double it (""), in one of the rows above'
      : `broken CSV (${messageOf(error)}). Quotes inside a cell must be doubled ("")`;
  return new DataError(`${path}${lines === undefined ? '' : `:${lines}`}: ${what}.`, { cause: error });
}

function checkHeader(path: string, header: readonly string[]): void {
  const duplicate = header.find((name, i) => name !== '' && header.indexOf(name) !== i);
  if (duplicate !== undefined)
    throw new DataError(
      `${path}:1: column names must be distinct. Received "${duplicate}" twice. Rename one of them.`,
    );
  // A year or a pixel's number may be a name; a decimal fraction is a value.
  const value = header.find((name) => /^[+-]?\d*\.\d+$/.test(name));
  if (value !== undefined)
    throw new DataError(
      `${path}:1: the first line must name the columns. Received the value "${value}". Add a header line.`,
    );
}
