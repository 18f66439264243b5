import { describe, expect, test } from 'vitest';
import { keyArray, keyConstant, layerContext, layerProgram } from '../helpers/layers.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import { makeScan } from '../../src/graph/scan.ts';
import { input } from '../../src/graph/value.ts';
import { dropout } from '../../src/layers/dropout.ts';
import type { Layer } from '../../src/layers/layer.ts';
import { sequential } from '../../src/layers/sequential.ts';
import { spatialDropout2d } from '../../src/layers/spatialDropout2d.ts';
import { randomBits } from '../../src/ops/random/randomBits.ts';
import { nodeRuntime } from '../../src/runtime/node.ts';
import { interpret, toNdArray } from '../../src/runtime/reference.ts';
import { float32, type Tensor } from '../../src/runtime/runtime.ts';
import { elementCount } from '../../src/util/shape.ts';
import { mix32, randomKey } from '../../src/util/random.ts';

const ones = (shape: readonly number[]): Tensor =>
  float32(new Float32Array(elementCount(shape)).fill(1), shape);
const stepKey = (seed: number, step: number) => randomKey(seed, 'step', step);

/** What a layer makes of ones at each step of a training: its masks, step by step, from one native call. */
async function masks(
  layer: Layer,
  shape: readonly number[],
  seed: number,
  steps: number,
): Promise<Float32Array[]> {
  const x = input('x', shape);
  const key = input('key', [], 'uint32');
  const y = layer.apply(x, layerContext({}, true, key));
  const scan = makeScan(makeGraph('mask', [x, key], { y }), {}, ['key']);
  const program = await nodeRuntime().compile(scan);
  const keys = Uint32Array.from({ length: steps }, (_, step) => stepKey(seed, step));
  const result = await program.run({ x: ones(shape), key: { dtype: 'uint32', shape: [steps], data: keys } });
  await program.dispose();
  const size = elementCount(shape);
  const all = result.y!.data as Float32Array;
  return Array.from({ length: steps }, (_, step) => all.slice(step * size, (step + 1) * size));
}

/** Standard deviations by which a count of `n` draws lies from its mean. */
const deviations = (count: number, n: number, p: number) => (count - n * p) / Math.sqrt(n * p * (1 - p));

/** Correlation of two sequences of equal length, times √n: standard normal where they are independent. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const mean = (x: ArrayLike<number>) => Array.from(x).reduce((sum, v) => sum + v, 0) / n;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [u, v] = [a[i]! - ma, b[i]! - mb];
    ab += u * v;
    aa += u * u;
    bb += v * v;
  }
  return (ab / Math.sqrt(aa * bb)) * Math.sqrt(n);
}

/** χ² of counts that should be equal, as standard deviations from its mean. */
function chiSquare(counts: readonly number[], total: number): number {
  const expected = total / counts.length;
  const value = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = counts.length - 1;
  return (value - degrees) / Math.sqrt(2 * degrees);
}

// Seeds are fixed, so these bounds never flicker; 4.5 standard deviations are one in 150,000 for a sound generator.
const bound = 4.5;

describe.each([
  { layer: dropout(), shape: [8, 64] },
  { layer: spatialDropout2d(), shape: [16, 32, 3, 3] },
])('$layer.name', ({ layer, shape }) => {
  test('draws another mask at every step, and the same ones again from the same seed', async () => {
    const first = await masks(layer, shape, 7, 20);
    expect(new Set(first.map((mask) => mask.join())).size).toBe(20);
    expect(await masks(layer, shape, 7, 20)).toEqual(first);
    expect((await masks(layer, shape, 8, 1))[0]).not.toEqual(first[0]);
  });

  test('gives the same mask in onnxruntime as in the reference, bit for bit', async () => {
    const native = await masks(layer, shape, 3, 5);
    const graph = layerProgram(layer, shape, true);
    native.forEach((mask, step) => {
      const { y } = interpret(graph, { x: toNdArray(ones(shape)), key: keyArray(stepKey(3, step)) });
      expect(Float32Array.from(y!.data)).toEqual(mask);
    });
  });
});

test.each([0.05, 0.2, 0.5, 0.9])('dropout at rate %s drops that share and scales the rest', async (rate) => {
  const shape = [100, 100];
  const all = await masks(dropout({ rate }), shape, 11, 10);
  const dropped = all.reduce((sum, mask) => sum + mask.filter((m) => m === 0).length, 0);
  expect(Math.abs(deviations(dropped, 1e5, rate))).toBeLessThan(bound);
  expect(new Set(all.flatMap((mask) => [...mask]))).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
});

test('spatialDropout2d drops whole maps, each example and map by itself', async () => {
  const [mask] = await masks(spatialDropout2d({ rate: 0.3 }), [40, 50, 2, 3], 5, 1);
  const maps = Array.from({ length: 2000 }, (_, i) => [...mask!.slice(6 * i, 6 * i + 6)]);
  for (const map of maps) expect(new Set(map).size).toBe(1);
  expect(Math.abs(deviations(maps.filter(([m]) => m === 0).length, 2000, 0.3))).toBeLessThan(bound);
});

test('two dropouts of one network draw apart', () => {
  const draw = (layer: Layer) =>
    interpret(layerProgram(layer, [50, 50], true), {
      x: toNdArray(ones([50, 50])),
      key: keyArray(stepKey(1, 0)),
    }).y!.data.map((m) => (m > 0 ? 1 : 0));
  const both = draw(sequential(dropout(), dropout()));
  const single = draw(sequential(dropout()));
  expect(Math.abs(deviations(both.filter((m) => m === 1).length, 2500, 0.25))).toBeLessThan(bound);
  expect(both).not.toEqual(single);
});

test('the identity stands where nothing is dropped', () => {
  const x = input('x', [2, 3]);
  expect(dropout({ rate: 0 }).apply(x, layerContext({}, true, keyConstant(1)))).toBe(x);
  expect(dropout({ rate: 0.5 }).apply(x, layerContext({}, false, undefined))).toBe(x);
});

describe('the bits behind it', () => {
  const [elements, steps] = [4096, 64];
  const key = input('key', [], 'uint32');
  const program = makeGraph('bits', [key], { bits: randomBits(key, [elements], mix32(99)) });
  const draws = Array.from({ length: steps }, (_, step) =>
    Float64Array.from(interpret(program, { key: keyArray(stepKey(42, step)) }).bits!.data),
  );
  const unit = draws.map((step) => step.map((bits) => bits / 2 ** 32));

  test('the high byte is uniform, at every step and over all of them', () => {
    const total = new Array<number>(256).fill(0);
    for (const step of draws) {
      const counts = new Array<number>(256).fill(0);
      for (const bits of step) {
        counts[Math.floor(bits / 2 ** 24)]!++;
        total[Math.floor(bits / 2 ** 24)]!++;
      }
      expect(Math.abs(chiSquare(counts, elements))).toBeLessThan(bound + 1);
    }
    expect(Math.abs(chiSquare(total, elements * steps))).toBeLessThan(bound);
  });

  test('every one of the high 24 bits is a fair coin', () => {
    for (let bit = 8; bit < 32; bit++) {
      let set = 0;
      for (const step of draws) for (const bits of step) set += Math.floor(bits / 2 ** bit) % 2;
      expect(Math.abs(deviations(set, elements * steps, 0.5))).toBeLessThan(bound);
    }
  });

  test('neighbouring elements do not go together, at any small distance', () => {
    for (const lag of [1, 2, 3, 7, 28, 64, 784]) {
      const all = unit.map((step) => correlation(step.slice(lag), step.slice(0, -lag)));
      const mean = all.reduce((a, b) => a + b) / Math.sqrt(all.length);
      expect(Math.abs(mean)).toBeLessThan(bound);
      expect(Math.max(...all.map(Math.abs))).toBeLessThan(bound + 1);
    }
  });

  test('successive steps do not go together, element by element', () => {
    for (const lag of [1, 2, 5]) {
      const all = unit.slice(lag).map((step, i) => correlation(step, unit[i]!));
      const mean = all.reduce((a, b) => a + b) / Math.sqrt(all.length);
      expect(Math.abs(mean)).toBeLessThan(bound);
      expect(Math.max(...all.map(Math.abs))).toBeLessThan(bound + 1);
    }
  });

  test('pairs of an element and its neighbour, and of two steps, fill the square evenly', () => {
    const cell = (a: number, b: number) => Math.floor(a * 16) * 16 + Math.floor(b * 16);
    const [along, across] = [new Array<number>(256).fill(0), new Array<number>(256).fill(0)];
    let [n, m] = [0, 0];
    unit.forEach((step, t) => {
      for (let i = 0; i + 1 < elements; i += 2, n++) along[cell(step[i]!, step[i + 1]!)]!++;
      if (t % 2 === 1) for (let i = 0; i < elements; i++, m++) across[cell(step[i]!, unit[t - 1]![i]!)]!++;
    });
    expect(Math.abs(chiSquare(along, n))).toBeLessThan(bound);
    expect(Math.abs(chiSquare(across, m))).toBeLessThan(bound);
  });

  test('one element over many steps is as random as one step over many elements', () => {
    const few = makeGraph('bits', [key], { bits: randomBits(key, [4], mix32(5)) });
    const series = Array.from({ length: 4 }, () => new Float64Array(4000));
    for (let step = 0; step < 4000; step++)
      interpret(few, { key: keyArray(stepKey(1, step)) }).bits!.data.forEach((bits, i) => {
        series[i]![step] = bits / 2 ** 32;
      });
    for (const one of series) {
      const counts = new Array<number>(64).fill(0);
      for (const u of one) counts[Math.floor(u * 64)]!++;
      expect(Math.abs(chiSquare(counts, one.length))).toBeLessThan(bound);
      expect(Math.abs(correlation(one.slice(1), one.slice(0, -1)))).toBeLessThan(bound);
    }
    expect(Math.abs(correlation(series[0]!, series[1]!))).toBeLessThan(bound);
  });
});
