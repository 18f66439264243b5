import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  count,
  duration,
  intervalText,
  number,
  percent,
  plural,
  points,
  pointsValue,
  shortCount,
  signedNumber,
} from './format.ts';

describe('how numbers are written', () => {
  test.each([
    [percent(0.8812), '88.1%'],
    [percent(1), '100.0%'],
    [percent(0), '0.0%'],
    [percent(0.99996), '>99.9%'],
    [percent(0.00001), '<0.1%'],
    [percent(-0.05), '−5.0%'],
    [points(0.0234), '+2.3 pp'],
    [points(-0.0234), '−2.3 pp'],
    [points(-0.0001), '0.0 pp'],
    [number(0.12345), '0.123'],
    [number(-12.34), '−12.3'],
    [number(999.7), '1,000'],
    [number(105866.4), '105,866'],
    [number(0), '0'],
    [number(0.00001234), '1.2e-5'],
    [number(3e20), '3.0e20'],
    [signedNumber(0.35), '+0.35'],
    [signedNumber(-0.35), '−0.35'],
    [signedNumber(0), '0'],
    [count(999), '999'],
    [count(105866), '105,866'],
    [count(1234567), '1,234,567'],
    [shortCount(105866), '106k'],
    [shortCount(2_000_000), '2M'],
    [intervalText([-0.004, 0.012], pointsValue, ' pp'), '−0.4 to +1.2 pp'],
    [duration(0.42), '0.4 s'],
    [duration(38.4), '38 s'],
    [duration(59.7), '1 min 0 s'],
    [duration(125), '2 min 5 s'],
    [duration(3599.9), '1 h 0 min'],
    [duration(3780), '1 h 3 min'],
    [plural(1, 'epoch'), '1 epoch'],
    [plural(3, 'epoch'), '3 epochs'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
  });

  test('what is not all is never written as all, and what is not nothing never as nothing', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }),
        (share) => {
          expect(['0.0%', '100.0%']).not.toContain(percent(share));
        },
      ),
      { seed: 1 },
    );
  });

  test('a finite number is never written as NaN or undefined', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const texts = [number(value), signedNumber(value), percent(value), points(value), count(value)];
        expect(texts.join(' ')).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { seed: 2 },
    );
  });
});
