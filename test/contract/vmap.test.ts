import { describe, expect, test } from 'vitest';
import { seededDraw } from '../helpers/draw.ts';
import { feedsFor, inputsFor, runtimeDifference } from '../helpers/numeric.ts';
import { filesOf } from '../helpers/rooms.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import type { NdArray, Op } from '../../src/graph/types.ts';
import { input, storage, withScope } from '../../src/graph/value.ts';
import { verify } from '../../src/graph/verify.ts';
import { conv2d } from '../../src/ops/conv/conv2d.ts';
import { vmap } from '../../src/ops/vmap.ts';
import { interpret } from '../../src/runtime/reference.ts';
import { ShapeError } from '../../src/util/errors.ts';

const count = 3;

const ops: Op[] = [];
for (const { name, url } of filesOf('ops')) {
  const exported = ((await import(url)) as Record<string, { op?: Op } | undefined>)[name];
  if (exported?.op?.vmap) ops.push(exported.op);
}

/** The input of run k: the elements of a case in another order, so that each stays in the op's domain. */
const ofRun = (array: NdArray, k: number): NdArray => {
  const { length } = array.data;
  const data = storage(array.dtype, length);
  for (let i = 0; i < length; i++) data[i] = array.data[(i + k) % length]!;
  if (array.dtype === 'uint32') data.forEach((x, i) => (data[i] = x + 97 * k));
  return { ...array, data };
};

function stacked(arrays: readonly NdArray[]): NdArray {
  const { dtype, shape } = arrays[0]!;
  const length = arrays[0]!.data.length;
  const data = storage(dtype, arrays.length * length);
  arrays.forEach((array, k) => data.set(array.data, k * length));
  return { dtype, shape: [arrays.length, ...shape], data };
}

/** Which inputs differ by run: all, and each one alone. */
const choices = (inputs: number): boolean[][] => {
  const each = Array.from({ length: inputs }, (_, i) => Array.from({ length: inputs }, (__, j) => i === j));
  return inputs === 1 ? each : [new Array<boolean>(inputs).fill(true), ...each];
};

test('the ops that trainings of tables need have a rule for several runs', () =>
  expect(ops.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'add',
      'sqrt',
      'matmul',
      'gemm',
      'batchNormalize',
      'gather',
      'scatterAdd',
      'randomBits',
    ]),
  ));

describe.each(ops)('several runs of $name', (op) => {
  const cases = op.cases(seededDraw('vmap', op.name));

  test('are each the run alone, to rounding in the reference and within 1e-5 in onnxruntime', async () => {
    for (const { inputs, build } of cases)
      for (const differs of choices(inputs.length)) {
        const values = inputsFor(inputs);
        const graph = makeGraph(op.name, values, { y: build(...values) });
        const shared = inputs.flatMap((_, i) => (differs[i] ? [] : [`x${i}`]));
        const runs = Array.from({ length: count }, (_, k) =>
          inputs.map((array, i) => (differs[i] ? ofRun(array, k) : array)),
        );
        const together = vmap(graph, count, shared);
        expect(verify(together)).toEqual([]);
        const feeds = feedsFor(
          inputs.map((array, i) => (differs[i] ? stacked(runs.map((run) => run[i]!)) : array)),
        );
        const alone = stacked(runs.map((run) => interpret(graph, feedsFor(run)).y!));
        const { y } = interpret(together, feeds);
        expect(y!.shape).toEqual(alone.shape);
        const scale = Math.max(1, ...Array.from(alone.data, Math.abs).filter(Number.isFinite));
        y!.data.forEach((x, i) => {
          if (!Object.is(x, alone.data[i])) expect(Math.abs(x - alone.data[i]!) / scale).toBeLessThan(1e-14);
        });
        if (differs.every(Boolean)) expect(await runtimeDifference(together, feeds)).toBeLessThan(1e-5);
      }
  });
});

test('an op without a rule is refused by its name and its layer', () => {
  const x = input('x', [2, 1, 4, 4]);
  const kernel = input('kernel', [3, 1, 3, 3]);
  const y = withScope('layers.0.conv2d', () => conv2d(x, kernel));
  const graph = makeGraph('train', [x, kernel], { y });
  expect(() => vmap(graph, 2, [])).toThrow(ShapeError);
  expect(() => vmap(graph, 2, [])).toThrow(/^layers\.0\.conv2d: .*"conv2d"/);
});

test('what depends on shared inputs alone is computed once, and an output of it is given to each run', () => {
  const x = input('x', [2]);
  const graph = makeGraph('shared', [x], { y: x });
  const { y } = vmap(graph, 3, ['x']).outputs;
  expect(y!.shape).toEqual([3, 2]);
  expect(y!.inputs[0]).toBe(x);
});
