import { describe, expect, test } from 'vitest';
import { fit } from './fit.ts';
import { preparePart } from './model.ts';
import { sensitivityMeter } from './sensitivity.ts';
import { fromArrays } from '../data/arrays.ts';
import { makeGraph } from '../graph/graph.ts';
import { input } from '../graph/value.ts';
import { applyLayer, network, parameterInputs, stateName } from '../recipe/compile.ts';
import { fitPreparation } from '../recipe/preparation.ts';
import { recipe } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { interpret } from '../runtime/reference.ts';
import { uniformAt } from '../util/random.ts';

const runtime = nodeRuntime();
const rows = Array.from({ length: 90 }, (_, n) =>
  Array.from({ length: 5 }, (__, i) => 2 * uniformAt(8, 5 * n + i) - 1),
);
const data = fromArrays({
  rows,
  columns: ['a', 'b', 'c', 'd', 'e'],
  labels: rows.map(([a, b]) => (a! * b! > 0 ? 'same' : 'other')),
});
const preparation = fitPreparation(data);

async function meterOf(architecture: { name: string; size: number }) {
  const net = network(recipe({ architecture }), preparation);
  const part = await preparePart(preparation, data, runtime);
  return { net, part, meter: (await sensitivityMeter(net, part, runtime))! };
}

describe('the norm of the Jacobian', () => {
  test('of one layer is that of its kernel', async () => {
    const { net, meter } = await meterOf({ name: 'linear', size: 1 });
    const [kernel] = Object.entries(net.specs).filter(([, { shape }]) => shape.length === 2);
    const length = kernel![1].shape.reduce((a, b) => a * b);
    const values = Float32Array.from({ length }, (_, i) => Math.sin(i + 1));
    const weights = Object.fromEntries(
      Object.entries(net.specs).map(([path, { shape }]) => [
        path,
        path === kernel![0] ? values : new Float32Array(shape.reduce((a, b) => a * b, 1)),
      ]),
    );
    const frobenius = Math.hypot(...values);
    // Random signs meet the products of two columns with either sign: near, and twice as much for twice the kernel.
    const measured = await meter.measure(weights);
    expect(measured / frobenius).toBeGreaterThan(0.9);
    expect(measured / frobenius).toBeLessThan(1.1);
    const doubled = await meter.measure({ ...weights, [kernel![0]]: values.map((value) => 2 * value) });
    expect(doubled / measured).toBeCloseTo(2, 5);
    await meter.dispose();
  });

  test('is what finite differences say', async () => {
    const result = await fit({ train: data }, recipe({ architecture: { name: 'mlp', size: 6 }, epochs: 4 }), {
      runtime,
    });
    const { net, part, meter } = await meterOf({ name: 'mlp', size: 6 });
    const measured = await meter.measure(result.model.parameters);
    const features = input('features', [data.size, 5]);
    const parameters = parameterInputs(net.specs);
    const outputs = applyLayer(net.layer, features, parameters);
    const graph = makeGraph('outputs', [features, ...parameters.values()], { outputs });
    const weights = Object.fromEntries(
      Object.entries(net.specs).map(([path, { shape }]) => [
        stateName.parameter(path),
        { dtype: 'float32' as const, shape, data: Float64Array.from(result.model.parameters[path]!) },
      ]),
    );
    // In float64, with one input of each example moved.
    const outputsAt = (moved: number, by: number) => {
      const x = Float64Array.from(part.features, (value, at) => value + (at % 5 === moved ? by : 0));
      return interpret(graph, {
        ...weights,
        features: { dtype: 'float32', shape: [data.size, 5], data: x },
      })['outputs']!.data;
    };
    const h = 1e-5;
    let squares = 0;
    for (let i = 0; i < 5; i++) {
      const [up, down] = [outputsAt(i, h), outputsAt(i, -h)];
      for (let k = 0; k < up.length; k++) squares += ((Number(up[k]) - Number(down[k])) / (2 * h)) ** 2;
    }
    expect(measured / Math.sqrt(squares / data.size)).toBeGreaterThan(0.9);
    expect(measured / Math.sqrt(squares / data.size)).toBeLessThan(1.1);
    await meter.dispose();
  });

  test('stands in the history where it is asked for, and L2 holds it down', async () => {
    const norms = async (l2: number) => {
      const { history } = await fit(
        { train: data, validation: data },
        recipe({
          architecture: { name: 'mlp', size: 16 },
          optimizer: { name: 'adam', learningRate: 0.01 },
          penalties: { l2 },
          batchSize: 32,
          epochs: 60,
        }),
        { runtime, sensitivity: true },
      );
      return history.map(({ jacobianNorm }) => jacobianNorm!);
    };
    const [free, held] = [await norms(0), await norms(0.05)];
    expect(free).toHaveLength(60);
    expect(free.at(-1)!).toBeGreaterThan(1.5 * free[0]!);
    expect(held.at(-1)!).toBeLessThan(free.at(-1)! / 2);
  });
});
