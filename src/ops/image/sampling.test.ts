import { describe, expect, test } from 'vitest';
import { affineSample } from './affineSample.ts';
import { alignedSample } from './alignedSample.ts';
import { projectiveSample } from './projectiveSample.ts';
import { makeGraph, type Graph } from '../../graph/graph.ts';
import type { NdArray, Value } from '../../graph/types.ts';
import { input } from '../../graph/value.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { interpret } from '../../runtime/reference.ts';
import { float32 } from '../../runtime/runtime.ts';
import { seededDraw } from '../../../test/helpers/draw.ts';
import { runtimeDifference } from '../../../test/helpers/numeric.ts';

const draw = seededDraw('sampling');
const pictures = draw.real([4, 3, 7, 10]);
const array = (values: readonly number[], shape: readonly number[]): NdArray => ({
  dtype: 'float32',
  shape,
  data: Float64Array.from(values, Math.fround),
});
const largest = (a: NdArray, b: NdArray) =>
  Array.from(a.data).reduce((worst, x, i) => Math.max(worst, Math.abs(x - b.data[i]!)), 0);

/** A program of the pictures and of one number an example for each name. */
const program = (names: readonly string[], build: (x: Value, ...rest: Value[]) => Value): Graph => {
  const inputs = [input('x', pictures.shape), ...names.map((name) => input(name, [4]))];
  return makeGraph('sampling', inputs, { y: build(...(inputs as [Value, ...Value[]])) });
};

describe('alignedSample', () => {
  const graph = program(['a', 'c', 'e', 'f'], (x, a, c, e, f) =>
    alignedSample(x, { x: { scale: a!, offset: c! }, y: { scale: e!, offset: f! } }),
  );

  test('is affineSample without its mixed terms, beyond the border too', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, c, e, f] = [0, 1, 2, 3].map(() => draw.real([4], -1.6, 1.6));
      const feeds = { x: pictures, a: a!, c: c!, e: e!, f: f! };
      const theta = [0, 1, 2, 3].flatMap((n) => [a!.data[n]!, 0, c!.data[n]!, 0, e!.data[n]!, f!.data[n]!]);
      const [x, t] = [input('x', pictures.shape), input('theta', [4, 2, 3])];
      const affine = makeGraph('affine', [x, t], { y: affineSample(x, t) });
      const expected = interpret(affine, { x: pictures, theta: array(theta, [4, 2, 3]) }).y!;
      expect(largest(interpret(graph, feeds).y!, expected)).toBeLessThan(1e-12);
      expect(await runtimeDifference(graph, feeds)).toBeLessThan(1e-5);
    }
  });

  test('leaves an example whose map is the identity as it is, to the bit, in onnxruntime', async () => {
    const compiled = await nodeRuntime().compile(graph);
    const x = Float32Array.from(pictures.data);
    const of = (values: readonly number[]) => float32(values, [4]);
    const result = await compiled.run({
      x: float32(x, pictures.shape),
      a: of([1, -1, 1, 0.7]),
      c: of([0, 0, 0, 0.1]),
      e: of([1, 1, 1, 0.9]),
      f: of([0, 0, 0, -0.2]),
    });
    const y = result.y!.data as Float32Array;
    const one = x.length / 4;
    for (const n of [0, 2]) expect(y.slice(n * one, (n + 1) * one)).toEqual(x.slice(n * one, (n + 1) * one));
    expect(y.slice(3 * one)).not.toEqual(x.slice(3 * one));
    await compiled.dispose();
  });
});

describe('projectiveSample', () => {
  const [x, m] = [input('x', pictures.shape), input('m', [4, 9])];
  const graph = makeGraph('projective', [x, m], { y: projectiveSample(x, m) });

  test('is affineSample where the last row is (0, 0, 1) or a multiple of it', () => {
    const theta = draw.real([4, 2, 3], -1.3, 1.3);
    const rows = [0, 1, 2, 3].flatMap((n) => {
      const scale = [1, 2, 0.5, 1][n]!;
      return [...Array.from(theta.data.slice(n * 6, n * 6 + 6), (t) => t * scale), 0, 0, scale];
    });
    const t = input('theta', [4, 2, 3]);
    const affine = makeGraph('affine', [x, t], { y: affineSample(x, t) });
    const matrix: NdArray = { dtype: 'float32', shape: [4, 9], data: Float64Array.from(rows) };
    const ours = interpret(graph, { x: pictures, m: matrix }).y!;
    expect(largest(ours, interpret(affine, { x: pictures, theta }).y!)).toBeLessThan(1e-12);
  });

  test('divides: the point of each pixel is that of the fraction', () => {
    // A ramp of which the value of a point is its x coordinate.
    const ramp = array(
      Array.from({ length: pictures.data.length }, (_, at) => (2 * (at % 10) + 1) / 10 - 1),
      pictures.shape,
    );
    const matrix = array(
      [0, 1, 2, 3].flatMap(() => [0.6, 0.1, 0, 0, 0.6, 0, 0.2, -0.3, 1]),
      [4, 9],
    );
    const { data } = interpret(graph, { x: ramp, m: matrix }).y!;
    for (const [i, j] of [
      [0, 0],
      [3, 4],
      [6, 9],
      [5, 2],
    ] as const) {
      const [u, v] = [(2 * j + 1) / 10 - 1, (2 * i + 1) / 7 - 1];
      const expected = (0.6 * u + 0.1 * v) / (0.2 * u - 0.3 * v + 1);
      expect(data[i * 10 + j]).toBeCloseTo(Math.max(-0.9, Math.min(0.9, expected)), 6);
    }
  });

  test('is finite where the horizon lies in the picture', async () => {
    const matrix = array(
      [0, 1, 2, 3].flatMap((n) => [1, 0.2, 0, 0, 1, 0.1, n, -1, n / 3]),
      [4, 9],
    );
    const feeds = { x: pictures, m: matrix };
    expect(interpret(graph, feeds).y!.data.every(Number.isFinite)).toBe(true);
    const compiled = await nodeRuntime().compile(graph);
    const native = await compiled.run({
      x: float32(Float32Array.from(pictures.data), pictures.shape),
      m: float32(Float32Array.from(matrix.data), [4, 9]),
    });
    expect((native.y!.data as Float32Array).every(Number.isFinite)).toBe(true);
    await compiled.dispose();
  });
});
