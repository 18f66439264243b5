/**
 * Every layer against PyTorch in float64: forward, gradients and updates of the cases in layers/*.json, which the
 * scripts beside them wrote. The reference interpreter computes in float64 too, so that hardly anything but the order
 * of sums may differ; onnxruntime computes in float32.
 */
import { describe, expect, test } from 'vitest';
import { array, buildLayer, goldenLayers, type GoldenCase, type Numbers } from '../helpers/goldenLayers.ts';
import { keyConstant, layerContext, layerProgram } from '../helpers/layers.ts';
import { thingsOf } from '../helpers/rooms.ts';
import { makeGraph, type Graph } from '../../src/graph/graph.ts';
import { print } from '../../src/graph/print.ts';
import type { NdArray, Value } from '../../src/graph/types.ts';
import { constant, input } from '../../src/graph/value.ts';
import type { Layer } from '../../src/layers/layer.ts';
import { mul } from '../../src/ops/elementwise/mul.ts';
import { grad } from '../../src/ops/grad.ts';
import { reduceSum } from '../../src/ops/reduce/reduceSum.ts';
import { nodeRuntime } from '../../src/runtime/node.ts';
import { interpret } from '../../src/runtime/reference.ts';
import type { Tensor } from '../../src/runtime/runtime.ts';

/** A layer's result, the gradients of its weighted sum by x and by what is trained, and what it updates. */
function passOf(layer: Layer, pass: GoldenCase): Graph {
  const x = input('x', pass.x.shape, pass.x.dtype ?? 'float32');
  const specs = layer.parameters(pass.x.shape);
  const named = Object.fromEntries(
    Object.entries(specs).map(([path, { shape }]) => [path, input(path, shape)]),
  );
  const updates: Record<string, Value> = {};
  const y = layer.apply(x, layerContext(named, pass.training, keyConstant(1), updates));
  const trained = Object.keys(specs).filter((path) => specs[path]!.trainable);
  const sources = { ...(x.dtype === 'float32' && { x }), ...named };
  const paths = [...(x.dtype === 'float32' ? ['x'] : []), ...trained];
  const slopes =
    paths.length > 0
      ? grad(
          reduceSum(mul(y, constant(pass.weights.data, pass.weights.shape))),
          paths.map((path) => (sources as Record<string, Value>)[path]!),
        )
      : [];
  return makeGraph(layer.name, [x, ...Object.values(named)], {
    y,
    ...Object.fromEntries(slopes.map((slope, i) => [`gradient/${paths[i]!}`, slope])),
    ...Object.fromEntries(Object.entries(updates).map(([path, value]) => [`next/${path}`, value])),
  });
}

/** What PyTorch says that the program's outputs are. */
const expected = ({ y, gradients, updates = {} }: GoldenCase): Record<string, Numbers> => ({
  y,
  ...Object.fromEntries(Object.entries(gradients).map(([path, values]) => [`gradient/${path}`, values])),
  ...Object.fromEntries(Object.entries(updates).map(([path, values]) => [`next/${path}`, values])),
});

/** Largest difference of each output, relative to the largest number expected, that is above the tolerance. */
function differences(
  received: Readonly<Record<string, NdArray | Tensor>>,
  pass: GoldenCase,
  tolerance: number,
): string[] {
  const wanted = expected(pass);
  expect(Object.keys(received).sort()).toEqual(Object.keys(wanted).sort());
  return Object.entries(wanted).flatMap(([name, { shape, data }]) => {
    const { shape: is, data: numbers } = received[name]!;
    if (is.join() !== shape.join()) return [`${name} is [${is.join()}], not [${shape.join()}]`];
    const scale = Math.max(1e-3, ...data.map(Math.abs));
    const worst = data.reduce((most, x, i) => {
      const difference = Math.abs(x - numbers[i]!);
      return Number.isNaN(difference) ? Infinity : Math.max(most, difference);
    }, 0);
    return worst / scale < tolerance ? [] : [`${name} differs by ${worst / scale}`];
  });
}

test('every layer has golden cases, in training and in evaluation mode', async () => {
  const files = (await thingsOf('layers')).map(({ name }) => name);
  expect(goldenLayers.map(({ name }) => name).sort()).toEqual(files.sort());
  for (const { name, cases } of goldenLayers) {
    expect(
      cases.some(({ training }) => !training),
      `${name}: no case in evaluation mode`,
    ).toBe(true);
    if (cases.some(({ training }) => training)) continue;
    // What is random in training is tested there by its statistics, not by PyTorch's draws.
    const { options, x } = cases[0]!;
    const program = print(layerProgram(buildLayer(name, options), x.shape, true));
    expect(program, `${name}: no case in training mode`).toContain('randomBits');
  }
});

describe.each(goldenLayers)('$name', ({ name, torch, cases }) => {
  test('the file says which PyTorch wrote it', () => expect(torch).toMatch(/^\d+\.\d+\.\d+/));

  test.each(cases.map((pass) => [titleOf(pass), pass] as const))('%s', async (_, pass) => {
    const layer = buildLayer(name, pass.options);
    expect(layer.outputShape(pass.x.shape)).toEqual(pass.y.shape);
    const specs = layer.parameters(pass.x.shape);
    expect(Object.fromEntries(Object.entries(specs).map(([path, { shape }]) => [path, shape]))).toEqual(
      Object.fromEntries(Object.entries(pass.parameters).map(([path, { shape }]) => [path, shape])),
    );
    const graph = passOf(layer, pass);
    const feeds = {
      x: array(pass.x),
      ...Object.fromEntries(Object.entries(pass.parameters).map(([path, values]) => [path, array(values)])),
    };
    expect(differences(interpret(graph, feeds), pass, 1e-9)).toEqual([]);
    const program = await nodeRuntime().compile(graph);
    const native = await program.run(
      Object.fromEntries(
        Object.entries(feeds).map(([path, value]) => [
          path,
          (value.dtype === 'float32' ? { ...value, data: Float32Array.from(value.data) } : value) as Tensor,
        ]),
      ),
    );
    await program.dispose();
    expect(differences(native, pass, 1e-5)).toEqual([]);
  });
});

function titleOf({ options, training, x }: GoldenCase): string {
  return `${JSON.stringify(options)} of [${x.shape.join(', ')}] in ${training ? 'training' : 'evaluation'}`;
}
