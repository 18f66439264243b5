import { expect, test } from 'vitest';
import { csv, csvAddress } from './csv.ts';

test('numbers stand as they are, texts are quoted where they must be, and no text runs as a formula', () => {
  expect(
    csv([
      ['a, b', 'say "x"', 'two\nlines'],
      [0.1 + 0.2, -1, NaN],
      ['=1+1', '@x', '-2'],
    ]),
  ).toBe('"a, b","say ""x""","two\nlines"\r\n0.30000000000000004,-1,\r\n\'=1+1,\'@x,\'-2\r\n');
});

test('an address gives the text back, and takes what is no text', () => {
  const text = 'name,"a & b <c> #%\r\n',
    address = csvAddress(`${text}\ud800\u0000`);
  expect(decodeURIComponent(address.split(/,(.*)/s)[1]!)).toBe(`${text}\ufffd\ufffd`);
  expect(address).not.toMatch(/[<>"'&#\s]/);
});
