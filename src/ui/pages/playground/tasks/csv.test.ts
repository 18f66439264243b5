import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { csvLimits, parseCsv } from './csv.ts';

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('what was written is read again, whatever stands in a field', () => {
  const field = fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\0', '').trim());
  fc.assert(
    fc.property(
      fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n', '\r'),
      (rows, delimiter, end) => {
        const text = [['a', 'b'], ...rows].map((row) => row.map(quoted).join(delimiter)).join(end);
        expect(parseCsv(text)).toEqual({ columns: ['a', 'b'], rows });
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test('plain fields, a mark at the beginning, empty lines and a last line without an end', () => {
  expect(parseCsv('\ufeffa, b\r\n\r\n1,x y \n2,\n')).toEqual({
    columns: ['a', 'b'],
    rows: [
      ['1', 'x y'],
      ['2', ''],
    ],
  });
});

describe('refuses, naming the line', () => {
  test.each([
    [
      'a row with too few fields',
      'a,b\n1,2\n3',
      'Line 3: 2 fields are expected, as in the header. There are 1.',
    ],
    ['a row behind a field with line ends', 'a,b\n"1\n1",2\n3,4,5', 'Line 4: 2 fields'],
    ['a quote that stays open', 'a,b\n1,"2\n3,4\n', 'Line 2: a quote that opens must close.'],
    [
      'text behind a quote',
      'a,b\n1,"2"x\n',
      'Line 2: a field must end after its closing quote. "x" follows.',
    ],
    ['a column without a name', 'a,\n1,2', 'Column 2 has none'],
    ['one name twice', 'a,a\n1,2', '"a" stands there twice'],
    ['no header', '1.5,2.5\n1,2', 'It holds the value "1.5"'],
    ['one column', 'a\n1', 'At least two columns'],
    ['no rows', 'a,b\n', 'the header only'],
    ['nothing', '', 'The file is empty'],
    ['a spreadsheet', 'PK\0\0', 'Save it as CSV'],
  ])('%s', (_, text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
  });

  test('more than the limits', () => {
    expect(() => parseCsv(`a,b\n${'1,2\n'.repeat(csvLimits.rows + 1)}`)).toThrow('At most 10000 rows');
    expect(() => parseCsv(`${Array.from({ length: 101 }, (_, i) => `c${i}`).join()}\n`)).toThrow(
      '100 columns',
    );
  });
});
