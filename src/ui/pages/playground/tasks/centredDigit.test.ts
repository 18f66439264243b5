import { expect, test } from 'vitest';
import { centredDigit } from './centredDigit.ts';
import { digitSide } from './digits.ts';

/** A bar in a sheet, `wide` by `tall`, its upper left corner at (x, y). */
function bar(side: number, x: number, y: number, wide: number, tall: number): Uint8Array {
  const ink = new Uint8Array(side * side);
  for (let i = y; i < y + tall; i++) ink.fill(255, i * side + x, i * side + x + wide);
  return ink;
}

const inked = (picture: Uint8Array) => {
  const places = [...picture.keys()].filter((k) => picture[k]! > 127);
  const [xs, ys] = [places.map((k) => k % digitSide), places.map((k) => Math.floor(k / digitSide))];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
};

test('wherever and however large a digit is drawn, its ink is 20 pixels on the longer side, in the middle', () => {
  const expected = { left: 12, right: 15, top: 4, bottom: 23 };
  for (const sheet of [bar(112, 70, 5, 20, 100), bar(112, 3, 60, 10, 50), bar(280, 100, 100, 5, 25)])
    expect(inked(centredDigit(sheet, Math.sqrt(sheet.length)))).toEqual(expected);
});

test('the centre of mass is in the middle, not that of the box', () => {
  const sheet = bar(112, 20, 20, 60, 20);
  bar(112, 20, 40, 10, 60).forEach((value, k) => (sheet[k] = Math.max(sheet[k]!, value)));
  const picture = centredDigit(sheet, 112);
  let [mass, x, y] = [0, 0, 0];
  picture.forEach((value, k) => {
    mass += value;
    x += value * ((k % digitSide) + 0.5);
    y += value * (Math.floor(k / digitSide) + 0.5);
  });
  expect(x / mass).toBeCloseTo(14, 0);
  expect(y / mass).toBeCloseTo(14, 0);
});

test('a blank sheet stays blank', () => {
  expect(centredDigit(new Uint8Array(112 * 112), 112).every((value) => value === 0)).toBe(true);
});
