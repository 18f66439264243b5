import { expect, test } from 'vitest';
import { slidingMaxPool2d } from './slidingMaxPool2d.ts';
import { feedsFor, inputsFor } from '../../../test/helpers/numeric.ts';
import { makeGraph } from '../../graph/graph.ts';
import type { NdArray } from '../../graph/types.ts';
import { interpret } from '../../runtime/reference.ts';
import { grad } from '../grad.ts';
import { reduceSum } from '../reduce/reduceSum.ts';

// After relu the largest of a window is often 0, as is what stands around the picture.
test('what lies beyond the border gets no share of the gradient, even where it equals the maximum', () => {
  const zeros: NdArray = { dtype: 'float32', shape: [1, 1, 4, 3], data: new Float64Array(12) };
  const [x] = inputsFor([zeros]) as [ReturnType<typeof inputsFor>[number]];
  const y = slidingMaxPool2d(x, { poolSize: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  expect(y.shape).toEqual([1, 1, 2, 2]);
  const graph = makeGraph('gradient', [x], { slope: grad(reduceSum(y), [x])[0]! });
  const { slope } = interpret(graph, feedsFor([zeros]));
  // Four windows: rows 0-1 or 1-3, columns 0-1 or 1-2; each gives 1 in all.
  const [a, b] = [1 / 4, 1 / 6];
  const expected = [a, 2 * a, a, a + b, 2 * a + 2 * b, a + b, b, 2 * b, b, b, 2 * b, b];
  expected.forEach((share, i) => expect(slope!.data[i]).toBeCloseTo(share, 12));
});
