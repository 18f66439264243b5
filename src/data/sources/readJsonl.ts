import { DataError } from '../../util/errors.ts';
import { integerBlocks } from './blocks.ts';
import { ColumnBuilder } from './columnBuilder.ts';
import { messageOf } from './readBytes.ts';
import { checkCells, type Table, type TablePlan } from './table.ts';
import { lineBreaks, maximumRowBytes, textBlocks } from './textBlocks.ts';

/** More keys than any table has columns; keys that are values make so many. */
const mostColumns = 100_000;

/**
 * Reads a JSONL file (gzipped or not), one object a line, as a stream. Keys are columns; a key that a line lacks, and
 * null, are missing values. Empty lines are left out.
 *
 * @throws {DataError} Naming file and line: not JSON (with the parser's reason), not an object, a value that is nested;
 *   naming the file: missing, empty, not UTF-8, too large, broken gzip.
 */
export async function readJsonl(path: string, plan: TablePlan): Promise<Table> {
  const columns = new Map<
    string,
    { readonly builder: ColumnBuilder; readonly isSkipped: boolean; filled: number }
  >();
  const lines = integerBlocks();
  let large: string | undefined;
  let line = 1;

  const value = (name: string, cell: unknown): void => {
    let column = columns.get(name);
    if (!column) {
      if (columns.size === mostColumns)
        throw new DataError(
          `${path}:${line}: a table may have ${mostColumns} columns at most. Received another key, ${JSON.stringify(name)}. Keys must be names, not values.`,
        );
      const keeping = name === '' ? 'skip' : plan.keeping(name);
      column = {
        builder: new ColumnBuilder(name, keeping, plan.missing),
        isSkipped: keeping === 'skip',
        filled: 0,
      };
      columns.set(name, column);
    }
    const { builder } = column;
    const row = lines.length;
    for (; column.filled < row; column.filled++) builder.addMissing();
    column.filled++;
    if (cell === null || column.isSkipped) builder.addMissing();
    else if (typeof cell === 'number') {
      if (Number.isInteger(cell) && !Number.isSafeInteger(cell)) large ??= name;
      builder.addNumber(cell);
    } else if (typeof cell === 'string') builder.addText(cell);
    else if (typeof cell === 'boolean') builder.addText(String(cell));
    else
      throw new DataError(
        `${path}:${line}: column ${JSON.stringify(name)} must hold numbers, texts, true, false or null. ` +
          `Received ${Array.isArray(cell) ? 'a list' : 'an object'}. Give each of its values a column of its own.`,
      );
  };

  await textBlocks(path, ({ bytes, isLast }) => {
    let at = 0;
    while (at < bytes.length) {
      let end = bytes.indexOf(10, at);
      if (end < 0 && !isLast) {
        if (bytes.length - at > maximumRowBytes)
          throw new DataError(
            `${path}:${line}: a line may hold ${maximumRowBytes / 2 ** 20} MiB at most. Received more. Is it JSONL, with an object a line?`,
          );
        break;
      }
      if (end < 0) end = bytes.length;
      const text = bytes.toString('utf8', at, end).trim();
      if (text !== '') {
        for (const [name, cell] of Object.entries(objectOf(path, line, text))) value(name, cell);
        lines.push(line);
        if ((lines.length & 0xffff) === 0) checkCells(path, lines.length, columns.size);
      }
      line += lineBreaks(bytes.subarray(at, end + 1));
      at = end + 1;
    }
    return { taken: Math.min(at, bytes.length), line };
  });
  if (lines.length === 0)
    throw new DataError(`${path}: lines with an object each are expected. Received an empty file.`);
  for (const column of columns.values())
    for (; column.filled < lines.length; column.filled++) column.builder.addMissing();
  plan.onColumns?.([...columns.keys()]);
  return {
    file: path,
    columns: Array.from(columns.values(), ({ builder }) => builder.finish()),
    rows: lines.length,
    place: (row) => `:${lines.get(row)}`,
    notes:
      large === undefined
        ? []
        : [`column "${large}" holds whole numbers beyond 2^53, which are rounded. Write them as texts.`],
  };
}

function objectOf(path: string, line: number, text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError(
      `${path}:${line}: each line must be a JSON object. ${messageOf(error)}. Received ${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)}.`,
      { cause: error },
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new DataError(
    `${path}:${line}: each line must be a JSON object, such as {"age": 31, "town": "Rome"}. ` +
      `Received ${Array.isArray(value) ? 'a list' : JSON.stringify(value)}.`,
  );
}
