import { open, stat } from 'node:fs/promises';
import type { AsyncBuffer, FileMetaData, SchemaTree } from 'hyparquet';
import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { DataError } from '../../util/errors.ts';
import type { ColumnBuilder } from './columnBuilder.ts';
import { messageOf, readBytes } from './readBytes.ts';
import { checkCells, checkNames, columnBuilders, type Table, type TablePlan } from './table.ts';

const day = 86_400_000;
/** A zipped Parquet file has to be whole in memory. */
const mostZippedBytes = 2e9;
/** Rows decoded at a time, so that a file of one huge group is no more in memory than others. */
const rowsAtOnce = 65_536;

/** Days since 1970, told from other numbers. */
class Days {
  constructor(readonly value: number) {}
}

/** Dates stay exact: as days, without a Date in between. */
const parsers = {
  timestampFromMilliseconds: (ms: bigint) => new Days(Number(ms) / day),
  timestampFromMicroseconds: (us: bigint) => new Days(Number(us) / (1e3 * day)),
  timestampFromNanoseconds: (ns: bigint) => new Days(Number(ns) / (1e6 * day)),
  dateFromDays: (days: number) => new Days(days),
};

/**
 * Reads a Parquet file (also one gzipped as a whole) part by part. Nulls are missing values; dates and times become days
 * since 1970 UTC, decimals numbers, booleans true and false; columns of lists and structs are refused.
 *
 * @throws {DataError} Naming the file: not Parquet, cut short, damaged, no rows; naming the column: a type or a
 *   compression that is not understood.
 */
export async function readParquet(path: string, plan: TablePlan): Promise<Table> {
  const source = await sourceOf(path);
  try {
    const metadata = await parquetMetadataAsync(source.file, {
      parsers: parsers as never,
      geoparquet: false,
    }).catch((error: unknown) => {
      throw broken(path, error);
    });
    const rows = Number(metadata.num_rows);
    const elements = parquetSchema(metadata).children;
    const names = elements.map(({ element }) => element.name);
    checkNames(path, '', names);
    checkCells(path, rows, names.length);
    if (rows === 0) throw new DataError(`${path}: rows are expected. Received a table of none.`);
    plan.onColumns?.(names);
    // Types are looked at before anything is decoded; what is left out by --columns may be of any.
    const keepings = names.map((name) => (name === '' ? 'skip' : plan.keeping(name)));
    elements.forEach((element, i) => keepings[i] !== 'skip' && checkType(path, element));
    const builders = columnBuilders(names, {
      ...plan,
      keeping: (name) => {
        const i = names.indexOf(name);
        return keepings[i] === 'look' ? ownKeeping(elements[i]!) : keepings[i]!;
      },
    });
    const notes = new Set<string>();
    const read = builders.filter((_, i) => keepings[i] !== 'skip');
    if (read.length > 0) await readColumns(path, source.file, metadata, rows, read, notes);
    return {
      file: path,
      columns: builders.map((builder) => builder.finish()),
      rows,
      place: (row) => ` row ${row + 1}`,
      notes: [...notes],
    };
  } finally {
    await source.close();
  }
}

async function readColumns(
  path: string,
  file: AsyncBuffer,
  metadata: FileMetaData,
  rows: number,
  builders: readonly ColumnBuilder[],
  notes: Set<string>,
): Promise<void> {
  // Column by column: one column of one part at a time is decoded.
  for (const builder of builders)
    for (const [rowStart, rowEnd] of parts(metadata)) {
      let taken = 0;
      await parquetRead({
        file,
        metadata,
        columns: [builder.name],
        rowStart,
        rowEnd,
        compressors,
        parsers: parsers as never,
        geoparquet: false,
        rowFormat: 'array',
        onComplete(cells) {
          for (const [cell] of cells as unknown[][]) add(builder, cell, notes);
          taken = cells.length;
        },
      }).catch((error: unknown) => {
        throw new DataError(
          `${path}: column "${builder.name}" cannot be read (${messageOf(error)}). The file is damaged, or uses what is not understood. Write it anew.`,
          { cause: error },
        );
      });
      if (taken !== rowEnd - rowStart)
        throw new DataError(
          `${path}: column "${builder.name}" must have ${rows} rows as the file says. Received ${rowStart + taken}. Write the file anew.`,
        );
    }
}

/** Row ranges that lie within one row group each. */
function parts({ row_groups: groups }: FileMetaData): [number, number][] {
  const ranges: [number, number][] = [];
  let start = 0;
  for (const { num_rows: count } of groups) {
    const end = start + Number(count);
    for (; start < end; start = Math.min(end, start + rowsAtOnce))
      ranges.push([start, Math.min(end, start + rowsAtOnce)]);
  }
  return ranges;
}

function add(builder: ColumnBuilder, cell: unknown, notes: Set<string>): void {
  if (cell === null || cell === undefined) builder.addMissing();
  else if (cell instanceof Days) builder.addDays(cell.value);
  else if (typeof cell === 'number') {
    if (Number.isNaN(cell)) builder.addMissing();
    else builder.addNumber(cell);
  } else if (typeof cell === 'bigint') {
    const value = Number(cell);
    if (BigInt(value) !== cell)
      notes.add(
        `column "${builder.name}" holds whole numbers beyond 2^53, which are rounded where they are read as numbers.`,
      );
    if (Number.isSafeInteger(value)) builder.addNumber(value);
    else builder.addText(String(cell));
  } else builder.addText(String(cell));
}

/** What a column's type says by itself. Numbers are looked at: they may be identifiers or codes of categories. */
const ownKeeping = ({ element: { converted_type: converted, logical_type: logical, type } }: SchemaTree) =>
  converted === 'DATE' ||
  converted?.startsWith('TIMESTAMP') ||
  logical?.type === 'TIMESTAMP' ||
  logical?.type === 'DATE' ||
  type === 'INT96'
    ? ('date' as const)
    : ('look' as const);

/** @throws {DataError} The column is nested, or of a type that is no cell. */
function checkType(path: string, { children, element }: SchemaTree): void {
  const {
    name,
    repetition_type: repetition,
    converted_type: converted,
    logical_type: logical,
    type,
  } = element;
  const refuse = (what: string): never => {
    throw new DataError(
      `${path}: column "${name}" must hold numbers, texts, booleans or dates. Received ${what}. ` +
        `Leave it out (--columns "${name}=ignore"), or write its values as columns of their own.`,
    );
  };
  if (children.length > 0) refuse(converted === 'LIST' ? 'lists' : converted === 'MAP' ? 'maps' : 'structs');
  if (repetition === 'REPEATED') refuse('lists');
  const kind = logical?.type ?? converted;
  if (
    kind !== undefined &&
    /^(JSON|BSON|INTERVAL|VARIANT|GEOMETRY|GEOGRAPHY|TIME|TIME_MILLIS|TIME_MICROS)$/.test(kind)
  )
    refuse(kind);
  const isText =
    ['UTF8', 'ENUM', 'DECIMAL'].includes(converted ?? '') ||
    ['STRING', 'ENUM', 'DECIMAL', 'UUID', 'FLOAT16'].includes(logical?.type ?? '');
  if ((type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY') && !isText) refuse('bytes');
}

async function sourceOf(path: string): Promise<{ file: AsyncBuffer; close(): Promise<void> }> {
  if (/\.gz$/i.test(path)) {
    const bytes = await readBytes(path, mostZippedBytes);
    checkMagic(path, bytes.subarray(0, 4), bytes.subarray(-4), bytes.length);
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    return {
      file: { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) },
      close: async () => {},
    };
  }
  const { size } = await stat(path);
  const handle = await open(path);
  const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
    const bytes = Buffer.from(new ArrayBuffer(Math.max(0, Math.min(end, size) - start)));
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.buffer as ArrayBuffer;
  };
  try {
    const [head, tail] = [await slice(0, 4), await slice(Math.max(0, size - 4), size)];
    checkMagic(path, Buffer.from(head), Buffer.from(tail), size);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return { file: { byteLength: size, slice }, close: () => handle.close() };
}

function checkMagic(path: string, head: Buffer, tail: Buffer, size: number): void {
  const isHead = head.toString('latin1') === 'PAR1';
  if (isHead && size >= 12 && tail.toString('latin1') === 'PAR1') return;
  if (head.toString('latin1') === 'PARE')
    throw new DataError(`${path}: an encrypted Parquet file cannot be read. Decrypt it.`);
  throw new DataError(
    isHead
      ? `${path}: a Parquet file ends with the bytes PAR1. Found others after ${size} bytes: it is cut short. Fetch or copy it again.`
      : `${path}: a Parquet file begins with the bytes PAR1. Received ${size === 0 ? 'an empty file' : 'others: it is no Parquet file'}.`,
  );
}

const broken = (path: string, error: unknown): DataError =>
  new DataError(`${path}: damaged Parquet file (${messageOf(error)}). Fetch or copy it again.`, {
    cause: error,
  });
