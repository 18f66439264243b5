import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvScanner } from './csvScanner.ts';
import { decimalAt } from './decimal.ts';
import { readCsv } from './readCsv.ts';
import { lineBreaks } from './textBlocks.ts';
import { parseNumber } from '../classes.ts';
import { DataError } from '../../util/errors.ts';

let root: string;
let files = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hibiscus-csv-'));
});
afterAll(() => rm(root, { recursive: true }));

const file = async (content: string | Buffer, extension = 'csv') => {
  const path = join(root, `t${files++}.${extension}`);
  await writeFile(path, content);
  return path;
};

/** The texts of a table, row by row. */
async function rowsOf(content: string | Buffer, extension?: string): Promise<string[][]> {
  const table = await readCsv(await file(content, extension), {
    missing: new Set(),
    keeping: () => 'text',
  });
  return Array.from({ length: table.rows }, (_, row) =>
    table.columns.map((column) => (column.form === 'text' ? column.texts[column.codes.get(row)]! : '')),
  );
}

describe('the scanner', () => {
  /** Rows as the scanner cuts them, the text fed in pieces of `size` bytes. */
  function scanned(text: string, size: number): { cells: string[][]; lines: number[] } {
    const [cells, lines]: [string[][], number[]] = [[], []];
    const take = csvScanner(
      'f.csv',
      () => 44,
      ({ bytes, count, starts, ends, doubled, line }) => {
        lines.push(line);
        cells.push(
          Array.from({ length: count }, (_, i) => {
            const cell = bytes.toString('utf8', starts[i], ends[i]);
            return doubled[i] ? cell.replaceAll('""', '"') : cell;
          }),
        );
      },
    );
    const all = Buffer.from(text);
    let rest = Buffer.alloc(0);
    for (let at = 0; at < all.length; at += size) {
      const bytes = Buffer.concat([rest, all.subarray(at, at + size)]);
      rest = Buffer.from(bytes.subarray(take({ bytes, isLast: false }).taken));
    }
    take({ bytes: rest, isLast: true });
    return { cells, lines };
  }

  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '7', ' ', ',', '"', '\n', '\r', '\t', '漢') });
  const written = fc.tuple(cell, fc.boolean()).map(([text, quoted]) => {
    const needsQuotes = /[",\n\r]/.test(text) || text.trim() !== text;
    return quoted || needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
  });
  const ending = fc.constantFrom('\n', '\r\n', '\r');
  const content = fc
    .tuple(
      fc.array(fc.array(written, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      ending,
      fc.boolean(),
    )
    .map(([rows, end, closed]) => rows.map((row) => row.join(',')).join(end) + (closed ? end : ''));

  test('cuts rows and counts lines as csv-parse does, wherever the pieces end', () => {
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 9 }), (text, size) => {
        const expected: { cells: string[][]; lines: number[] } = { cells: [], lines: [] };
        parse(text, {
          record_delimiter: ['\r\n', '\n', '\r'],
          skip_empty_lines: true,
          relax_column_count: true,
          raw: true,
          on_record: (record: unknown) => {
            expected.cells.push((record as { record: string[] }).record);
            return null;
          },
        });
        const found = scanned(text, size);
        expect(found.cells).toEqual(expected.cells);
        // The line of a row is one more than the line ends before it; rows of quotes alone stand where they begin.
        const bytes = Buffer.from(text);
        found.lines.forEach((line, i) => {
          if (i > 0) expect(line).toBeGreaterThan(found.lines[i - 1]!);
        });
        expect(Math.max(0, ...found.lines)).toBeLessThanOrEqual(lineBreaks(bytes) + 1);
      }),
      { seed: 4, numRuns: 400 },
    );
  });

  test('names the line on which a row starts', () => {
    expect(scanned('a\n\n"b\nc"\r\nd\re\n', 3).lines).toEqual([1, 3, 5, 6]);
  });
});

describe('numbers', () => {
  const at = (text: string) => decimalAt(Buffer.from(text), 0, Buffer.byteLength(text));

  test('are what the engine makes of the same digits, to the bit', () => {
    const digits = (most: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: most });
    const spelled = fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        digits(12),
        fc.constantFrom('', '.'),
        digits(18),
        fc.constantFrom('', 'e3', 'E-5', 'e+12', 'e39', 'e-320', 'e', 'e-', 'x', ' 1'),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(spelled, fc.double().map(String), fc.float().map(String)), (text) => {
        expect(at(text)).toBe(parseNumber(text) ?? NaN);
      }),
      { seed: 5, numRuns: 20_000 },
    );
  });

  test.each([
    '9007199254740993',
    '0.1000000000000000055',
    '1.7976931348623157e308',
    '3.5e38',
    '5.',
    '.5',
    '.',
    '',
  ])('%s too', (text) => expect(at(text)).toBe(parseNumber(text) ?? NaN));
});

describe('readCsv', () => {
  test('understands marks, line ends, quotes, white space and tabs', async () => {
    const expected = [
      ['1', 'x, "y"'],
      ['2', 'é'],
    ];
    for (const end of ['\n', '\r\n', '\r'])
      expect(await rowsOf(`\ufeffa,b${end}1, "x, ""y""" ${end}${end} 2 ,\u00a0é${end}`)).toEqual(expected);
    expect(await rowsOf('a\tb\n1\t"x, ""y"""\n2\té', 'tsv')).toEqual(expected);
    expect(await rowsOf('a\tb\n1\t"x, ""y"""\n2\té')).toEqual(expected);
    for (const [encoding, mark] of [
      ['le', '\ufeff'],
      ['be', '\ufeff'],
    ] as const) {
      const bytes = Buffer.from(`${mark}a,b\r\n1,"x, ""y"""\r\n2,é\r\n`, 'utf16le');
      expect(await rowsOf(encoding === 'le' ? bytes : bytes.swap16())).toEqual(expected);
    }
    expect(await rowsOf(gzipSync('a,b\n1,"x, ""y"""\n2,é\n'), 'csv.gz')).toEqual(expected);
  });

  test('goes over the ends of pieces: 2 MB with quotes, accents and empty lines', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => [
      String(i),
      `é "${i}"\n${'x'.repeat(1 + (i % 90))}`,
      '',
    ]);
    const text = rows
      .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
      .join('\n\n');
    expect(JSON.stringify(await rowsOf(`a,b,c\n${text}`)) === JSON.stringify(rows)).toBe(true);
  });

  test('takes 10,000 columns', async () => {
    const wide = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const [row] = await rowsOf(`${wide.join(',')}\n${wide.map((_, i) => i).join(',')}\n`);
    expect(row!.length).toBe(10_000);
    expect(row![9_999]).toBe('9999');
  });

  const long = 'x,y\n'.repeat(300_000);
  test.each<[string, string | Buffer, string]>([
    ['empty', '', 'Received an empty file'],
    ['a mark alone', '\ufeff', 'Received an empty file'],
    ['header only', 'a,b\n', 'Received the header only'],
    [
      'a quote never closed',
      'a,b\n1,2\n3,"4\n5,6\n',
      ':3: a quote that opens must close. Received the end of the file',
    ],
    [
      'a quote closed too late',
      'a,b\n1,"2\n3,"4\n',
      ':3: broken CSV: after a closing quote the cell must end. Received "4"; the quote opened on line 2',
    ],
    [
      'a quote inside',
      'a,b\n1,2"3\n',
      ':2: broken CSV: a quote must open at the start of a cell. Received "2" before it',
    ],
    ['a short row', 'a,b\n1,2\n3\n', ':3: expected 2 fields as in the header. Received 1'],
    [
      'Latin-1',
      Buffer.from('a,b\n1,2\n3,caf\xe9\n', 'latin1'),
      ':3: text must be UTF-8. Received the byte 0xE9 at byte 6 of the line',
    ],
    [
      'Latin-1 far below',
      Buffer.concat([Buffer.from(long), Buffer.from('\xe9,y\n', 'latin1')]),
      ':300001: text must be UTF-8. Received the byte 0xE9 at byte 1',
    ],
    ['a NUL', 'a,b\n1,2\n3,\u0000\n', ':3: text holds no NUL bytes'],
    ['UTF-16 without a mark', Buffer.from('a,b\n1,2\n', 'utf16le'), ':1: text holds no NUL bytes'],
    [
      'half a UTF-16 unit',
      Buffer.from('\ufeffa,b\n', 'utf16le').subarray(0, -1),
      'the file begins as UTF-16',
    ],
    [
      'one endless cell',
      `a,b\n1,"${'z'.repeat(17 * 2 ** 20)}`,
      ':2: a quote that opens must close. Received',
    ],
    ['one endless line', 'z'.repeat(17 * 2 ** 20 + 1e6), ':1: a row may hold 16 MiB at most'],
  ])('refuses %s', async (_, content, message) => {
    const reading = rowsOf(content);
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
  });

  test('refuses gzip that is cut short, and gzip that is a bomb', async () => {
    const zipped = gzipSync('a,b\n' + Array.from({ length: 9999 }, (_, i) => `${i},${i * 7919}\n`).join(''));
    await expect(rowsOf(zipped.subarray(0, -500), 'csv.gz')).rejects.toThrow(
      'broken gzip file (unexpected end of file)',
    );
    const million = gzipSync(Buffer.alloc(1e6, `1,2${' '.repeat(9996)}\n`));
    const bomb = Buffer.concat(Array.from({ length: 70 }, () => million));
    await expect(rowsOf(bomb, 'csv.gz')).rejects.toThrow('may unpack to 400 times its size at most');
  });
});
