import { expect, test } from 'vitest';
import { makeGraph } from './graph.ts';
import { print } from './print.ts';
import { rewrite } from './rewrite.ts';
import { input } from './value.ts';
import { verify } from './verify.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { scaleSmallerFactor } from '../ops/rewrites/scaleSmallerFactor.ts';
import { interpret } from '../runtime/reference.ts';
import { seededDraw } from '../../test/helpers/draw.ts';

const [w, x, d, rate] = [input('w', [6, 5]), input('x', [3, 6]), input('d', [3, 5]), input('rate', [])];
const gradient = matmul(x, d, { transposeA: true });
const feeds = () => {
  const draw = seededDraw('rewrite');
  return { w: draw.real([6, 5]), x: draw.real([3, 6]), d: draw.real([3, 5]), rate: draw.real([]) };
};

test('the learning rate moves from the gradient to the batch, the value unchanged', () => {
  const before = makeGraph('step', [w, x, d, rate], { next: sub(w, mul(gradient, rate)) });
  const after = rewrite(before, [scaleSmallerFactor]);
  expect(print(after))
    .toBe(`graph step(w: float32[6, 5], x: float32[3, 6], d: float32[3, 5], rate: float32[]) {
  %4: float32[3, 5] = mul d, rate
  %5: float32[6, 5] = matmul x, %4  transposeA=true transposeB=false
  %6: float32[6, 5] = sub w, %5
  return next = %6
}`);
  expect(verify(after)).toEqual([]);
  const [old, moved] = [interpret(before, feeds()).next!, interpret(after, feeds()).next!];
  old.data.forEach((value, i) => expect(moved.data[i]).toBeCloseTo(value, 12));
});

test('a gradient that is used elsewhere too is left alone', () => {
  const graph = makeGraph('step', [w, x, d, rate], { next: sub(w, mul(gradient, rate)), gradient });
  expect(print(rewrite(graph, [scaleSmallerFactor]))).toBe(print(graph));
});
