import { DataError } from '../../util/errors.ts';
import { integerBlocks } from './blocks.ts';
import type { ColumnBuilder } from './columnBuilder.ts';
import { csvScanner, type RowCells } from './csvScanner.ts';
import { checkCells, checkNames, columnBuilders, type Table, type TablePlan } from './table.ts';
import { textBlocks } from './textBlocks.ts';

const [COMMA, SEMICOLON, TAB] = [0x2c, 0x3b, 0x09];

/**
 * Reads a CSV or TSV file (gzipped or not) with a header line, as a stream.
 *
 * The delimiter is a tab in `.tsv`; else a comma, or a semicolon or a tab where the header has such and no comma. White
 * space around cells is left out.
 *
 * @throws {DataError} Naming file and line: not UTF-8, duplicate column names, a broken quote, a row with more or fewer
 *   fields than the header; naming the file: missing, empty, header only, too large, broken gzip.
 */
export async function readCsv(path: string, plan: TablePlan): Promise<Table> {
  let delimiter = COMMA;
  let builders: ColumnBuilder[] | undefined;
  const lines = integerBlocks();
  const take = csvScanner(
    path,
    (bytes) => (delimiter = delimiterOf(path, bytes)),
    (row) => {
      if (!builders) {
        const names = Array.from({ length: row.count }, (_, i) => cellText(row, i).trim());
        checkHeader(path, row.line, names);
        plan.onColumns?.(names);
        builders = columnBuilders(names, plan);
        return;
      }
      if (row.count !== builders.length)
        throw new DataError(
          `${path}:${row.line}: expected ${builders.length} fields as in the header. Received ${row.count}. ` +
            'Quote cells that hold the delimiter, or clean the row.',
        );
      lines.push(row.line);
      if ((lines.length & 0xffff) === 0) checkCells(path, lines.length, builders.length);
      const { bytes, starts, ends } = row;
      for (let i = 0; i < builders.length; i++)
        if (row.hasDoubled && row.doubled[i]) builders[i]!.addText(cellText(row, i));
        else builders[i]!.addBytes(bytes, starts[i]!, ends[i]!);
    },
  );
  await textBlocks(path, take);
  if (!builders) throw new DataError(`${path}: a header line and rows are expected. Received an empty file.`);
  if (lines.length === 0)
    throw new DataError(`${path}: rows are expected below the header. Received the header only.`);
  return {
    file: path,
    columns: builders.map((builder) => builder.finish()),
    rows: lines.length,
    place: (row) => `:${lines.get(row)}`,
    notes: delimiter === SEMICOLON ? ['fields are separated by semicolons.'] : [],
  };
}

function cellText({ bytes, starts, ends, doubled }: RowCells, i: number): string {
  const text = bytes.toString('utf8', starts[i], ends[i]);
  return doubled[i] ? text.replaceAll('""', '"') : text;
}

function delimiterOf(path: string, bytes: Buffer): number {
  if (/\.tsv(\.gz)?$/i.test(path)) return TAB;
  const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
  const header = end < 0 ? bytes : bytes.subarray(0, end);
  if (header.includes(COMMA)) return COMMA;
  return header.includes(SEMICOLON) ? SEMICOLON : header.includes(TAB) ? TAB : COMMA;
}

function checkHeader(path: string, line: number, names: readonly string[]): void {
  checkNames(path, `:${line}`, names);
  // A year or a pixel's number may be a name; a decimal fraction is a value.
  const value = names.find((name) => /^[+-]?\d*\.\d+$/.test(name));
  if (value !== undefined)
    throw new DataError(
      `${path}:${line}: the first line must name the columns. Received the value "${value}". Add a header line.`,
    );
}
