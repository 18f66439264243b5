import { describe, expect, test } from 'vitest';
import { bars } from '../../test/helpers/examples.ts';
import type { DrawnExamples } from '../train/drawAugmented.ts';
import { augmentationSheet } from './augmentationSheet.ts';
import { contactSheet, type SheetPicture } from './contactSheet.ts';
import { drawnText } from './drawnText.ts';
import { drawText, shortened, spelled } from './pixelFont.ts';

const grey = (value: number): SheetPicture => ({
  channels: 1,
  height: 8,
  width: 9,
  pixels: new Uint8Array(72).fill(value),
});
const cell = (value: number, ...caption: string[]) => ({ picture: grey(value), caption });

describe('a contact sheet', () => {
  const sheet = {
    title: 'things',
    columns: ['original', 'zoom', 'zoom'],
    rows: [
      [cell(1, 'rose'), cell(2, 'scale 1.1'), cell(3, 'scale 0.9')],
      [cell(4, 'lily'), cell(5, 'scale 1'), cell(6, '')],
    ],
  };
  const drawn = contactSheet(sheet);
  const count = (value: number) => {
    let dots = 0;
    for (let at = 0; at < drawn.pixels.length; at += 3)
      if ([0, 1, 2].every((c) => drawn.pixels[at + c] === value)) dots++;
    return dots;
  };

  test('shows every picture enlarged by a whole factor, rows below one another', () => {
    // 96 / 9 is about 11.
    for (let value = 1; value <= 6; value++) expect(count(value)).toBe(72 * 121);
    const place = (value: number) => drawn.pixels.findIndex((dot, at) => at % 3 === 0 && dot === value) / 3;
    const [x, y] = [(at: number) => at % drawn.width, (at: number) => Math.floor(at / drawn.width)];
    expect(y(place(2))).toBe(y(place(1)));
    expect(x(place(2))).toBeGreaterThan(x(place(1)) + 99);
    expect(x(place(4))).toBe(x(place(1)));
    expect(y(place(4))).toBeGreaterThan(y(place(1)) + 88);
  });

  test('is the same for the same input, and another where a caption is', () => {
    const bytes = Buffer.from(drawn.pixels);
    expect(bytes.equals(contactSheet(sheet).pixels)).toBe(true);
    const other = { ...sheet, rows: [[cell(1, 'roses'), ...sheet.rows[0]!.slice(1)], sheet.rows[1]!] };
    expect(bytes.equals(contactSheet(other).pixels)).toBe(false);
  });

  test('refuses what would be too large', () => {
    const rows = Array.from({ length: 200 }, () => Array.from({ length: 60 }, () => cell(1)));
    expect(() => contactSheet({ title: '', columns: Array<string>(60).fill(''), rows })).toThrow(RangeError);
  });
});

test('the font writes what a person would read', () => {
  const lines = Array.from({ length: 8 }, () => ' '.repeat(18).split(''));
  drawText('Ag1', (x, y) => (lines[y]![x] = '#'));
  expect(lines.map((line) => line.join('').trimEnd())).toEqual([
    ' ###          #',
    '#   #        ##',
    '#   #  ####   #',
    '#   # #   #   #',
    '##### #   #   #',
    '#   #  ####   #',
    '#   #     #  ###',
    '       ###',
  ]);
  expect(spelled('−1 ± 2…花')).toBe('-1 +- 2...?');
  expect(shortened('saltAndPepper', 8)).toBe('saltAn..');
});

test('draws in words', () => {
  expect(drawnText({ degrees: -12.345 })).toBe('degrees −12');
  expect(drawnText({ x: 0.0123, y: 0 })).toBe('x 0.012, y 0');
  expect(drawnText({ side: -1 })).toBe('mirrored');
  expect(drawnText({ own: 0.123, partner: 4 })).toBe('own 12%');
  expect(drawnText({ area: 0.2, x0: 0.5, kernel: [1, 2], happens: 1 })).toBe('area 0.2');
});

test('a sheet of augmentations has the originals with their labels first, and what was drawn below each variant', () => {
  const data = bars(2);
  const made: DrawnExamples = {
    features: data.features as DrawnExamples['features'],
    draws: [[{ name: 'shift', drawn: { x: 0.1234, y: 0.1, z: 3 } }], []],
  };
  const { columns, rows } = augmentationSheet('bars', data, [{ name: 'shift', made }]);
  expect(columns).toEqual(['original', 'shift']);
  expect(rows.map((cells) => cells.map(({ caption }) => caption))).toEqual([
    [['lying'], ['x 0.12, y 0.1', 'z 3']],
    [['upright'], ['as it was']],
  ]);
});
