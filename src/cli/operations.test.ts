import { expect, test } from 'vitest';
import { bars, people } from '../../test/helpers/examples.ts';
import { fromArrays } from '../data/arrays.ts';
import { OptionError } from '../util/errors.ts';
import { allOperations, operationsFromTexts } from './operations.ts';

test('operations are read with their options, and happen to every example unless told otherwise', () => {
  const [flip, rotate, shift, zoom] = operationsFromTexts([
    'flipVertical',
    'rotate=degreesRange:-30..30',
    'shift=xRange:-.2..0.2+yRange:0..0',
    'zoom=scaleRange:0.5..1.5+probability:0.25',
  ]);
  expect(flip).toEqual({ name: 'flipVertical', probability: 1 });
  expect(rotate).toMatchObject({ degreesRange: [-30, 30], probability: 1 });
  expect(shift).toMatchObject({ xRange: [-0.2, 0.2], yRange: [0, 0] });
  expect(zoom).toMatchObject({ scaleRange: [0.5, 1.5], probability: 0.25 });
});

test.each([
  ['rotat', 'Did you mean rotate?'],
  ['rotate=degres:1..2', 'degreesRange, probability. Received "degres"'],
  ['rotate=degreesRange', 'must be written as rotate=option:value. Received "degreesRange"'],
  ['rotate=degreesRange:a..3', 'a range such as -30..30. Received "a"'],
  ['rotate=degreesRange:5..', 'Received "5.."'],
  ['rotate=degreesRange:5..-5', 'the lower first'],
  ['', 'names separated by commas'],
])('refuses %s', (text, message) => {
  expect(() => operationsFromTexts([text])).toThrow(OptionError);
  expect(() => operationsFromTexts([text])).toThrow(message);
});

test('all that act on such data, and none on tokens', () => {
  const names = (data: Parameters<typeof allOperations>[0]) => allOperations(data).map(({ name }) => name);
  expect(names(bars(4))).toContain('rotate');
  expect(names(bars(4))).not.toContain('hue');
  expect(names(bars(4, 'bars', 3))).toContain('hue');
  expect(names(people(20))).toContain('swapNoise');
  const tokens = fromArrays({ tokens: [[1], [2]], labels: ['a', 'b'], vocabulary: 5, length: 1 });
  expect(() => allOperations(tokens)).toThrow(OptionError);
});
