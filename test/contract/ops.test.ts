import { describe, expect, test } from 'vitest';
import { seededDraw } from '../helpers/draw.ts';
import { feedsFor, gradientError, inputsFor, runtimeDifference } from '../helpers/numeric.ts';
import { filesOf } from '../helpers/rooms.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import type { Op, Value } from '../../src/graph/types.ts';
import { constant } from '../../src/graph/value.ts';
import { verify } from '../../src/graph/verify.ts';
import { mul } from '../../src/ops/elementwise/mul.ts';
import { grad } from '../../src/ops/grad.ts';
import { reduceSum } from '../../src/ops/reduce/reduceSum.ts';

const ops: Op[] = [];
for (const { name, url } of filesOf('ops')) {
  const exported = ((await import(url)) as Record<string, { op?: Op } | undefined>)[name];
  if (exported?.op) ops.push(exported.op);
}

/** A scalar that weighs every element of y differently, so that no wrong gradient cancels. */
function project(y: Value): Value {
  const weights = seededDraw('project').real(y.shape as number[], 0.5, 1.5);
  return reduceSum(mul(y, constant(weights.data, weights.shape)));
}

test('the folder holds the ops that the layers need', () => {
  expect(ops.length).toBeGreaterThanOrEqual(35);
  expect(new Set(ops.map((op) => op.name)).size).toBe(ops.length);
});

describe.each(ops)('op $name', (op) => {
  const cases = [1, 2, 3].flatMap((seed) => op.cases(seededDraw(op.name, seed)));

  test('has cases', () => expect(cases.length).toBeGreaterThan(0));

  test('agrees in onnxruntime with the reference within 1e-5', async () => {
    for (const { inputs, build } of cases) {
      const values = inputsFor(inputs);
      const graph = makeGraph(op.name, values, { y: build(...values) });
      expect(verify(graph)).toEqual([]);
      expect(await runtimeDifference(graph, feedsFor(inputs))).toBeLessThan(1e-5);
    }
  });

  if (!op.vjp) return;

  test('has the gradient of its central differences within 1e-7', () => {
    for (const { inputs, build } of cases) {
      if (!inputs.some((array) => array.dtype === 'float32')) continue;
      expect(gradientError((...values) => project(build(...values)), inputs)).toBeLessThan(1e-7);
    }
  });

  test('has a gradient that itself runs in onnxruntime as in the reference', async () => {
    for (const { inputs, build } of cases) {
      const values = inputsFor(inputs);
      const real = values.filter((value) => value.dtype === 'float32');
      const gradients = grad(project(build(...values)), real);
      const graph = makeGraph(op.name, values, Object.fromEntries(gradients.map((g, i) => [`g${i}`, g])));
      expect(verify(graph)).toEqual([]);
      expect(await runtimeDifference(graph, feedsFor(inputs))).toBeLessThan(1e-5);
    }
  });
});
