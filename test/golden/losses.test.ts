/**
 * Losses with their options against PyTorch in float64, and their gradients: the cases of losses.json, which losses.py
 * wrote. onnxruntime computes in float32.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { array, type Numbers } from '../helpers/goldenLayers.ts';
import { runtimeDifference } from '../helpers/numeric.ts';
import { thingsOf } from '../helpers/rooms.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import { input } from '../../src/graph/value.ts';
import * as losses from '../../src/losses/index.ts';
import type { LossOptions } from '../../src/losses/loss.ts';
import { grad } from '../../src/ops/grad.ts';
import { interpret } from '../../src/runtime/reference.ts';

interface Case {
  readonly name: keyof typeof losses;
  readonly options: LossOptions;
  readonly outputs: Numbers;
  readonly targets: Numbers;
  readonly loss: number;
  readonly predictions: Numbers;
  readonly gradient: Numbers;
}

const golden = JSON.parse(readFileSync(new URL('losses.json', import.meta.url), 'utf8')) as {
  readonly torch: string;
  readonly cases: readonly Case[];
};

/** Largest difference relative to the largest number expected. */
function difference(received: { readonly data: ArrayLike<number> }, expected: readonly number[]): number {
  expect(received.data).toHaveLength(expected.length);
  const worst = Math.max(...expected.map((x, i) => Math.abs(x - received.data[i]!)));
  return worst / Math.max(1e-3, ...expected.map(Math.abs));
}

test('every loss has golden cases, of a PyTorch that the file names', async () => {
  expect(golden.torch).toMatch(/^\d+\.\d+\.\d+/);
  const names = (await thingsOf('losses')).map(({ name }) => name);
  expect([...new Set(golden.cases.map(({ name }) => name))].sort()).toEqual(names.sort());
});

test.each(
  golden.cases.map((one) => ({ ...one, soft: one.targets.shape.length > 1 ? ' of soft labels' : '' })),
)('$name $options$soft', async ({ name, options, outputs, targets, loss, predictions, gradient }) => {
  const kind = losses[name];
  const [z, y] = [input('z', outputs.shape), input('y', targets.shape, targets.dtype ?? 'float32')];
  const value = kind.apply(z, y, options);
  const [slope] = grad(value, [z]);
  const graph = makeGraph(name, [z, y], { value, predictions: kind.predict(z), slope: slope! });
  const feeds = { z: array(outputs), y: array(targets) };
  const result = interpret(graph, feeds);
  expect(difference(result.value!, [loss])).toBeLessThan(1e-12);
  expect(difference(result.predictions!, predictions.data)).toBeLessThan(1e-12);
  expect(difference(result.slope!, gradient.data)).toBeLessThan(1e-12);
  expect(await runtimeDifference(graph, feeds)).toBeLessThan(1e-5);
});
