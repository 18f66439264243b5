import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeGraph } from '../../src/graph/graph.ts';
import { input, inputName } from '../../src/graph/value.ts';
import { verify } from '../../src/graph/verify.ts';
import { cutModel } from '../../src/onnx/cut.ts';
import { importNetwork } from '../../src/onnx/import/importNetwork.ts';
import { readModel } from '../../src/onnx/read.ts';
import { upgradeModel } from '../../src/onnx/upgrade.ts';
import { writeModel } from '../../src/onnx/write.ts';
import { openNumbers } from '../../src/runtime/node.ts';
import { interpret } from '../../src/runtime/reference.ts';

interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Case {
  readonly name: string;
  readonly opset: number;
  readonly model: string;
  readonly x: Tensor;
  readonly y: Tensor;
}

// Files written by `onnxFiles.py`, with what onnxruntime in Python makes of them.
const { cases } = JSON.parse(readFileSync(new URL('./onnxFiles.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
};

const greatestDifference = (a: ArrayLike<number>, b: readonly number[]): number =>
  Math.max(...b.map((value, i) => Math.abs(value - a[i]!) / Math.max(1, Math.abs(value))));

describe.each(cases)('$name', ({ model: encoded, x, y }) => {
  const model = readModel(Buffer.from(encoded, 'base64'));

  test('made of our ops, with a free batch, gives what onnxruntime gives', () => {
    const shape = ['N', ...x.shape.slice(1)];
    const network = importNetwork(model, shape);
    const image = input('x', shape);
    const parameters = new Map(network.parameters.map((one) => [one.path, input(one.path, one.shape)]));
    const output = network.apply(image, (path) => parameters.get(path)!);
    const graph = makeGraph('imported', [image, ...parameters.values()], { y: output });
    expect(verify(graph)).toEqual([]);
    const arrays = network.parameters.map(({ path, shape: dims, values }) => [
      path,
      { dtype: 'float32' as const, shape: dims, data: Float64Array.from(values) },
    ]);
    const result = interpret(graph, {
      [inputName(image)]: { dtype: 'float32', shape: x.shape, data: Float64Array.from(x.data) },
      ...Object.fromEntries(arrays),
    }).y!;
    expect(result.shape).toEqual(y.shape);
    expect(greatestDifference(result.data, y.data)).toBeLessThan(1e-5);
  });

  test('upgraded to operator set 20, gives the same', async () => {
    const upgraded = upgradeModel(cutModel(model), 20);
    expect(upgraded.opsets['']).toBe(20);
    const session = await openNumbers(writeModel(upgraded));
    const result = await session.run(Float32Array.from(x.data), x.shape);
    await session.close();
    expect(result.dims).toEqual(y.shape);
    expect(greatestDifference(result.data, y.data)).toBeLessThan(1e-6);
  });
});
