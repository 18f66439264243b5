import { expect, test } from 'vitest';
import { concat } from './concat.ts';
import { split } from './split.ts';
import { seededDraw } from '../../../test/helpers/draw.ts';
import { gradientError } from '../../../test/helpers/numeric.ts';
import { makeGraph } from '../../graph/graph.ts';
import { constant, input } from '../../graph/value.ts';
import { interpret } from '../../runtime/reference.ts';
import { ShapeError } from '../../util/errors.ts';
import { mul } from '../elementwise/mul.ts';
import { reduceSum } from '../reduce/reduceSum.ts';

const array = seededDraw('split').real([2, 6, 3]);
const x = input('x', array.shape);

test.each([
  [3, 1, [2, 2, 2]],
  [[1, 5], 1, [1, 5]],
  [[2, 3, 1], -2, [2, 3, 1]],
  [1, 2, [3]],
])('pieces %j along axis %i, and concat puts them together again', (sizes, axis, lengths) => {
  const pieces = split(x, sizes, axis);
  expect(pieces.map(({ shape }) => shape.at(axis))).toEqual(lengths);
  const { whole } = interpret(makeGraph('split', [x], { whole: concat(pieces, axis) }), { x: array });
  expect(whole).toEqual(array);
});

test('each piece has its gradient', () => {
  const error = gradientError(
    (value) => {
      const [a, b] = split(value!, [2, 4], 1);
      const weights = seededDraw('weights').real([2, 4, 3]);
      const squares = mul(a!, a!);
      return reduceSum(
        mul(concat([squares, mul(squares, 3)], 1), mul(b!, constant(weights.data, weights.shape))),
      );
    },
    [array],
  );
  expect(error).toBeLessThan(1e-7);
});

test.each([4, 0, 2.5, [6, 1], [7, -1], []])('refuses pieces %j of an axis of 6', (sizes) => {
  expect(() => split(x, sizes, 1)).toThrow(ShapeError);
  expect(() => split(x, sizes, 1)).toThrow(
    'split: pieces must be whole and sum to axis 1 of [2, 6, 3]. Received',
  );
});

test('refuses a free axis', () => {
  expect(() => split(input('free', ['N', 2]), 2, 0)).toThrow('split: dimension 0 must be known');
});
