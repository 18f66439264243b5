import { DataError } from '../../util/errors.ts';
import { maximumRowBytes, type TextBlock } from './textBlocks.ts';

const [LF, CR, QUOTE, SPACE, TAB] = [10, 13, 34, 32, 9];

/** The cells of one row: where each begins and ends in the bytes, quotes left out, and whether it holds doubled quotes. */
export interface RowCells {
  bytes: Buffer;
  count: number;
  starts: Int32Array;
  ends: Int32Array;
  /** Only where `hasDoubled`: 1 for a cell in which quotes are doubled. */
  doubled: Uint8Array;
  hasDoubled: boolean;
  /** The line of the file on which the row starts. */
  line: number;
}

/**
 * Cuts text into the rows and cells of a CSV (RFC 4180). A line may end in LF, CR LF or CR; empty lines are left out; white
 * space may stand around quotes.
 *
 * @param onRow Called for each row; the cells are valid during the call.
 * @returns Takes blocks of `textBlocks`.
 * @throws {DataError} Naming the line: a quote that never closes, or text beside quotes.
 */
export function csvScanner(
  file: string,
  delimiterOf: (block: Buffer) => number,
  onRow: (row: RowCells) => void,
): (block: TextBlock) => { taken: number; line: number } {
  let line = 1;
  let delimiter = -1;
  const row: RowCells = {
    bytes: Buffer.alloc(0),
    count: 0,
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    doubled: new Uint8Array(64),
    hasDoubled: false,
    line: 1,
  };
  const cell = (start: number, end: number, isDoubled: 0 | 1) => {
    if (row.count === row.starts.length) grow(row);
    row.starts[row.count] = start;
    row.ends[row.count] = end;
    row.doubled[row.count++] = isDoubled;
    if (isDoubled) row.hasDoubled = true;
  };

  return ({ bytes, isLast }) => {
    if (delimiter < 0) {
      // The header decides: it must be there, or as much as any row may be.
      if (!isLast && bytes.length < maximumRowBytes && !bytes.includes(LF) && !bytes.includes(CR))
        return { taken: 0, line };
      delimiter = delimiterOf(bytes);
    }
    const end = bytes.length;
    row.bytes = bytes;
    let rowStart = 0;
    let at = 0;
    let cellStart = 0;
    let breaks = 0;
    row.count = 0;
    row.hasDoubled = false;
    scan: for (;;) {
      let byte = -1;
      for (; at < end; at++) {
        byte = bytes[at]!;
        if (byte === delimiter) {
          if (row.count === row.starts.length) grow(row);
          row.starts[row.count] = cellStart;
          row.ends[row.count] = at;
          row.doubled[row.count++] = 0;
          cellStart = at + 1;
        } else if (byte === LF || byte === CR || byte === QUOTE) break;
      }
      if (at < end && byte === QUOTE) {
        const opened = line + breaks;
        requireBlank(file, opened, bytes, cellStart, at);
        const start = ++at;
        let isDoubled: 0 | 1 = 0;
        for (; ; at++) {
          if (at >= end) {
            if (isLast || end - rowStart > maximumRowBytes) throw notClosed(file, opened, isLast);
            break scan;
          }
          byte = bytes[at]!;
          if (byte === LF) breaks++;
          else if (byte === CR) {
            if (at + 1 === end && !isLast) break scan;
            if (bytes[at + 1] !== LF) breaks++;
          } else if (byte === QUOTE) {
            if (at + 1 === end && !isLast) break scan;
            if (bytes[at + 1] !== QUOTE) break;
            at++;
            isDoubled = 1;
          }
        }
        const closed = at++;
        while (at < end && (bytes[at] === SPACE || bytes[at] === TAB) && bytes[at] !== delimiter) at++;
        if (at === end && !isLast) break scan;
        byte = at < end ? bytes[at]! : LF;
        if (byte !== delimiter && byte !== LF && byte !== CR)
          throw new DataError(
            `${file}:${line + breaks}: broken CSV: after a closing quote the cell must end. Received ${JSON.stringify(String.fromCharCode(byte))}; ` +
              `the quote opened on line ${opened}. Quotes inside a cell must be doubled (""), and every quote must close.`,
          );
        cell(start, closed, isDoubled);
        if (at < end && byte === delimiter) {
          cellStart = ++at;
          continue;
        }
        // The row ends here; what follows must not make another cell.
        cellStart = -1;
      } else if (at >= end) {
        if (!isLast) break;
        if (rowStart === end) break;
      }
      if (at + 1 === end && bytes[at] === CR && !isLast) break;
      if (cellStart >= 0) cell(cellStart, at, 0);
      const isEmpty = row.count === 1 && cellStart >= 0 && cellStart === at;
      row.line = line;
      if (!isEmpty) onRow(row);
      if (at < end) {
        if (bytes[at] === CR && bytes[at + 1] === LF) at++;
        at++;
        breaks++;
      }
      line += breaks;
      breaks = 0;
      rowStart = cellStart = at;
      row.count = 0;
      row.hasDoubled = false;
      if (at >= end) break;
    }
    if (!isLast && end - rowStart > maximumRowBytes)
      throw new DataError(
        `${file}:${line}: a row may hold ${maximumRowBytes / 2 ** 20} MiB at most. Received more without a line end. Is it a CSV?`,
      );
    return { taken: isLast ? end : rowStart, line };
  };
}

function grow(row: RowCells): void {
  for (const name of ['starts', 'ends', 'doubled'] as const) {
    const old = row[name];
    const larger = new (old.constructor as new (length: number) => typeof old)(2 * old.length);
    larger.set(old as never);
    row[name] = larger as never;
  }
}

function requireBlank(file: string, line: number, bytes: Buffer, from: number, to: number): void {
  for (let at = from; at < to; at++)
    if (bytes[at] !== SPACE && bytes[at] !== TAB)
      throw new DataError(
        `${file}:${line}: broken CSV: a quote must open at the start of a cell. Received ${JSON.stringify(bytes.toString('utf8', from, Math.min(to, from + 40)))} before it. ` +
          'Put the whole cell in quotes and double those inside ("").',
      );
}

function notClosed(file: string, opened: number, isLast: boolean): DataError {
  return new DataError(
    `${file}:${opened}: a quote that opens must close. Received ${isLast ? 'the end of the file' : `${maximumRowBytes / 2 ** 20} MiB`} inside the quoted cell that opens on this line. Close the quote, or double it (""), there.`,
  );
}
