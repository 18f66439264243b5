import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededDraw } from '../helpers/draw.ts';
import { layerContext } from '../helpers/layers.ts';
import { runtimeDifference } from '../helpers/numeric.ts';
import { makeGraph, topologicalOrder, type Graph } from '../../src/graph/graph.ts';
import { print } from '../../src/graph/print.ts';
import { rewrite } from '../../src/graph/rewrite.ts';
import { computedCount, simplify } from '../../src/graph/simplify.ts';
import type { NdArray, Value } from '../../src/graph/types.ts';
import { constant, input, inputName } from '../../src/graph/value.ts';
import { verify } from '../../src/graph/verify.ts';
import {
  batchNorm,
  conv2d as conv2dLayer,
  dense,
  flatten,
  relu as reluLayer,
  sequential,
} from '../../src/layers/index.ts';
import { conv2d } from '../../src/ops/conv/conv2d.ts';
import { add } from '../../src/ops/elementwise/add.ts';
import { cast } from '../../src/ops/elementwise/cast.ts';
import { div } from '../../src/ops/elementwise/div.ts';
import { greater } from '../../src/ops/elementwise/greater.ts';
import { mul } from '../../src/ops/elementwise/mul.ts';
import { neg } from '../../src/ops/elementwise/neg.ts';
import { relu } from '../../src/ops/elementwise/relu.ts';
import { sub } from '../../src/ops/elementwise/sub.ts';
import { tanh } from '../../src/ops/elementwise/tanh.ts';
import { matmul } from '../../src/ops/matmul/matmul.ts';
import { broadcastTo } from '../../src/ops/movement/broadcastTo.ts';
import { concat } from '../../src/ops/movement/concat.ts';
import { reshape } from '../../src/ops/movement/reshape.ts';
import { slice } from '../../src/ops/movement/slice.ts';
import { transpose } from '../../src/ops/movement/transpose.ts';
import { reduceMax } from '../../src/ops/reduce/reduceMax.ts';
import { reduceSum } from '../../src/ops/reduce/reduceSum.ts';
import { bernoulli } from '../../src/ops/random/bernoulli.ts';
import * as rewrites from '../../src/ops/rewrites/index.ts';
import { interpret } from '../../src/runtime/reference.ts';

const all = Object.values(rewrites);
const x = input('x', [4, 6]);
const y = input('y', [4, 6]);
const w = input('w', [6, 5]);
const s = input('s', []);
const t = input('t', []);
const bias = input('bias', [5]);
const wide = input('wide', [3, 1, 4]);
const picture = input('picture', [2, 3, 5, 5]);
const bits = input('bits', [4, 6], 'bool');
const key = input('key', [], 'uint32');
const inputs = [x, y, w, s, t, bias, wide, picture, bits, key];

const graphOf = (outputs: Readonly<Record<string, Value>>): Graph => makeGraph('g', inputs, outputs);
const feeds = (...seed: (string | number)[]): Record<string, NdArray> => {
  const draw = seededDraw('rewrites', ...seed);
  return Object.fromEntries(
    inputs.map((value) => {
      const shape = value.shape as number[];
      if (value.dtype === 'bool') return [inputName(value), draw.bool(shape)];
      if (value.dtype === 'uint32')
        return [inputName(value), { dtype: 'uint32', shape, data: Uint32Array.of(draw.int(0, 1e9)) }];
      return [inputName(value), draw.real(shape)];
    }),
  );
};

/** Same values within 1e-12 of the size of each output, and nothing that the spec objects to. */
function expectEqual(before: Graph, after: Graph, fed = feeds(0)): void {
  expect(verify(after)).toEqual([]);
  expect(Object.keys(after.outputs)).toEqual(Object.keys(before.outputs));
  const [old, now] = [interpret(before, fed), interpret(after, fed)];
  for (const [name, array] of Object.entries(old)) {
    expect([now[name]!.dtype, ...now[name]!.shape]).toEqual([array.dtype, ...array.shape]);
    const scale = Math.max(1, ...Array.from(array.data, Math.abs));
    const worst = Math.max(...Array.from(array.data, (v, i) => Math.abs(v - now[name]!.data[i]!)));
    expect(worst / scale).toBeLessThan(1e-12);
  }
}

/** The op that computes the only output, after its inputs: `matmul(x, neg(y))`. */
function textOf(value: Value): string {
  if (value.op.name === 'input') return inputName(value);
  if (value.op.name === 'constant') {
    const { array } = value.attributes as { array: NdArray };
    return array.data.length === 1 && array.shape.length === 0 ? String(array.data[0]) : 'constant';
  }
  return `${value.op.name}(${value.inputs.map(textOf).join(', ')})`;
}

const vector = constant([1, 2, 3, 4, 5]);
const kernel = constant(seededDraw('kernel').real([4, 3, 3, 3]).data, [4, 3, 3, 3]);
const maps = constant([0.5, 1, 2, -1], [4, 1, 1]);
const weights = constant(seededDraw('weights').real([6, 5]).data, [6, 5]);

/** By rule: what it changes, and into what; what it must leave alone. */
const cases: Record<keyof typeof rewrites, { fires: [Value, string][]; leaves: Value[] }> = {
  removeIdentity: {
    fires: [
      [add(x, 0), 'x'],
      [sub(x, 0), 'x'],
      [mul(1, x), 'x'],
      [div(x, constant([1, 1, 1, 1, 1, 1])), 'x'],
      [neg(neg(x)), 'x'],
      [cast(x, 'float32'), 'x'],
      [transpose(x, [0, 1]), 'x'],
      [slice(x, 0, { count: 4 }), 'x'],
      [concat([x], 1), 'x'],
    ],
    // −0 as the thing added is an identity too, but a broadcast that enlarges is not, nor is walking backwards.
    leaves: [
      add(s, constant([0, 0])),
      sub(0, x),
      div(1, x),
      slice(x, 0, { start: 3, count: 4, step: -1 }),
      mul(x, 2),
    ],
  },
  mergeMovement: {
    fires: [
      [reshape(reshape(x, [24]), [2, 12]), 'reshape(x)'],
      [transpose(transpose(picture, [1, 0, 3, 2]), [3, 1, 0, 2]), 'transpose(picture)'],
      [broadcastTo(broadcastTo(wide, [3, 2, 4]), [5, 3, 2, 4]), 'broadcastTo(wide)'],
      [cast(cast(bits, 'int32'), 'float32'), 'cast(bits)'],
    ],
    leaves: [cast(cast(x, 'int32'), 'float32'), reshape(transpose(x, [1, 0]), [24])],
  },
  transposeIntoMatmul: {
    fires: [
      [matmul(transpose(x, [1, 0]), y), 'matmul(x, y)'],
      [matmul(x, transpose(y, [1, 0])), 'matmul(x, y)'],
      [transpose(matmul(x, w), [1, 0]), 'matmul(w, x)'],
    ],
    leaves: [transpose(picture, [1, 0, 2, 3]), transpose(x, [1, 0])],
  },
  combineFactors: {
    fires: [
      [mul(mul(x, s), t), 'mul(x, mul(s, t))'],
      [mul(mul(x, 2), 3), 'mul(x, mul(2, 3))'],
      [mul(3, x), 'mul(x, 3)'],
      [div(x, 4), 'mul(x, 0.25)'],
      [neg(mul(x, 4)), 'mul(x, -4)'],
      [mul(neg(x), 4), 'mul(x, -4)'],
      [add(x, x), 'mul(x, 2)'],
      [add(mul(x, 2), mul(x, 3)), 'mul(x, 5)'],
      [add(mul(x, s), mul(y, s)), 'mul(add(x, y), s)'],
      [sub(x, neg(y)), 'add(x, y)'],
      [add(neg(x), y), 'sub(y, x)'],
    ],
    leaves: [mul(mul(x, y), s), div(x, 0), div(x, s), add(mul(x, s), mul(y, t)), mul(s, t)],
  },
  dropBroadcast: {
    fires: [
      [add(broadcastTo(s, [4, 6]), x), 'add(s, x)'],
      [mul(x, constant(new Array<number>(6).fill(2))), 'mul(x, 2)'],
      [reshape(broadcastTo(s, [4, 6]), [24]), 'broadcastTo(s)'],
    ],
    leaves: [add(broadcastTo(s, [4, 6]), t), add(broadcastTo(s, [4, 6]), broadcastTo(t, [6])).inputs[0]!],
  },
  mergeReduction: {
    fires: [
      [reduceSum(wide, [1]), 'reshape(wide)'],
      [reduceMax(x, []), 'x'],
      [reshape(reduceSum(x, [0]), [1, 6]), 'reduceSum(x)'],
      [reshape(reduceSum(x, [0], { keepDims: true }), [6]), 'reduceSum(x)'],
    ],
    leaves: [reduceSum(wide, [0, 1]), reshape(reduceSum(x, [0]), [2, 3])],
  },
  cancelReshape: {
    fires: [
      [reshape(tanh(reshape(x, [24])), [4, 6]), 'tanh(x)'],
      [reshape(mul(reshape(x, [24]), s), [2, 12]), 'reshape(mul(x, s))'],
      [reshape(add(reshape(x, [24]), reshape(y, [24])), [4, 6]), 'add(x, y)'],
    ],
    leaves: [reshape(add(reshape(x, [4, 6, 1]), constant([1, 2])), [48]), reshape(tanh(x), [24])],
  },
  scaleSmallerFactor: {
    fires: [[mul(matmul(transpose(x, [1, 0]), x), s), 'matmul(transpose(x), mul(x, s))']],
    leaves: [mul(matmul(x, w), bias), mul(matmul(x, y, { transposeB: true }), s)],
  },
  addIntoMatmul: {
    fires: [[add(matmul(x, w), bias), 'gemm(x, w, bias)']],
    leaves: [
      add(matmul(picture, picture), picture),
      add(x, y),
      add(matmul(x, w), broadcastTo(bias, [2, 4, 5])),
    ],
  },
  foldAffine: {
    fires: [
      [mul(conv2d(picture, kernel), maps), 'conv2d(picture, mul(constant, reshape(reshape(constant))))'],
      [add(conv2d(picture, kernel), maps), 'conv2d(picture, constant, reshape(constant))'],
      [mul(matmul(x, weights), vector), 'matmul(x, mul(constant, constant))'],
    ],
    leaves: [mul(matmul(x, w), vector), add(matmul(x, weights), vector), mul(conv2d(picture, kernel), s)],
  },
};

describe.each(Object.entries(rewrites))('%s', (name, rule) => {
  const { fires, leaves } = cases[name as keyof typeof rewrites];

  test.each(fires.map(([value, text]) => [textOf(value), value, text] as const))('%s', (_, value, text) => {
    const before = graphOf({ value });
    const after = rewrite(before, [rule]);
    expect(textOf(after.outputs.value!)).toBe(text);
    expectEqual(before, after);
  });

  test('leaves alone what it must', () => {
    for (const value of leaves) {
      const before = graphOf({ value });
      expect(print(rewrite(before, [rule]))).toBe(print(before));
    }
  });

  test('keeps a value that is needed elsewhere too', () => {
    for (const [value] of fires) {
      const before = graphOf({
        value,
        ...Object.fromEntries(value.inputs.map((part, i) => [`part${i}`, part])),
      });
      const after = simplify(before, [rule]);
      expectEqual(before, after);
      expect(computedCount(after)).toBeLessThanOrEqual(computedCount(before));
    }
  });
});

describe('a step of gradient descent', () => {
  const x2 = input('x2', [8, 30]);
  const d = input('d', [8, 20]);
  const kernel2 = input('kernel2', [30, 20]);
  const feedsOf = (): Record<string, NdArray> => {
    const draw = seededDraw('step');
    return { x2: draw.real([8, 30]), d: draw.real([8, 20]), kernel2: draw.real([30, 20]), s: draw.real([]) };
  };
  const slope = matmul(x2, d, { transposeA: true });
  const graph = (next: Value) => makeGraph('step', [x2, d, kernel2, s], { next });

  test.each([
    ['with the rate on the batch', sub(kernel2, mul(slope, s)), 'gemm(x2, mul(d, s), kernel2)'],
    ['with the pull of L2 in the product', add(mul(kernel2, 0.02), slope), 'gemm(x2, d, kernel2)'],
    ['whichever side it is on', sub(slope, mul(kernel2, 0.02)), 'gemm(x2, d, kernel2)'],
  ])('is one product, %s', async (_, next, text) => {
    const after = simplify(graph(next), all);
    expect(textOf(after.outputs.next!)).toBe(text);
    expectEqual(graph(next), after, feedsOf());
    expect(await runtimeDifference(after, feedsOf())).toBeLessThan(1e-5);
  });
});

describe('batch normalization in a deployed network', () => {
  const layer = sequential(
    conv2dLayer({ filters: 4 }),
    batchNorm(),
    reluLayer(),
    flatten(),
    dense({ units: 3 }),
    batchNorm(),
  );
  const shape = ['N', 2, 5, 4];
  const deployed = (uniform: boolean): Graph => {
    const features = input('features', shape);
    const values = Object.fromEntries(
      Object.entries(layer.parameters(shape)).map(([path, spec]) => {
        const { data } = seededDraw(path).real(spec.shape, 0.5, 1.5);
        return [path, constant(uniform ? data.fill(0.5) : data, spec.shape)];
      }),
    );
    return makeGraph('deployed', [features], {
      y: layer.apply(features, layerContext(values, false, undefined)),
    });
  };

  test.each([
    ['trained', false],
    ['all alike', true],
  ])('becomes part of the weights, %s', (_, uniform) => {
    const before = deployed(uniform);
    const after = simplify(before, all);
    const ops = topologicalOrder(Object.values(after.outputs)).filter(
      ({ inputs: given }) => given.length > 0,
    );
    expect(ops.map(({ op }) => op.name)).toEqual(['conv2d', 'relu', 'reshape', 'gemm']);
    expectEqual(before, after, { features: seededDraw('deployed').real([3, 2, 5, 4]) });
  });
});

describe('simplify', () => {
  test('folds constants, but makes no large ones', () => {
    const small = graphOf({ value: mul(x, add(constant(2), 3)) });
    expect(textOf(simplify(small, all).outputs.value!)).toBe('mul(x, 5)');
    const large = graphOf({ value: broadcastTo(constant([1, 2]), [1000, 2]) });
    expect(print(simplify(large, all))).toBe(print(large));
  });

  test('shares equal values, random ones too, and tells 0 from −0 and salts apart', () => {
    const draw = (salt: number) => cast(bernoulli(key, [4, 6], salt, 0.5), 'float32');
    const graph = graphOf({
      twice: sub(mul(x, draw(1)), mul(x, draw(1))),
      once: mul(y, sub(draw(1), draw(2))),
    });
    const after = simplify(graph, all);
    expect(computedCount(graph)).toBeGreaterThan(computedCount(after));
    expect(after.outputs.twice!.inputs[0]).toBe(after.outputs.twice!.inputs[1]);
    expectEqual(graph, after);
    const zeros = simplify(graphOf({ a: div(s, constant([0, 0])), b: div(s, constant([-0, -0])) }), []);
    expect(zeros.outputs.a).not.toBe(zeros.outputs.b);
  });

  test('refuses a rule that changes a type', () => {
    expect(() => rewrite(graphOf({ value: add(x, y) }), [() => s])).toThrow('a rewrite made float32[]');
  });

  /** Draws a program on matrices [4, 6] of the ops that the rules know. */
  const program = fc
    .array(fc.tuple(fc.nat(17), fc.nat(), fc.nat(), fc.constantFrom(0, 1, -1, 2, 0.5)), {
      minLength: 1,
      maxLength: 14,
    })
    .map((steps) => {
      const values: Value[] = [x, y];
      const pick = (n: number) => values[n % values.length]!;
      for (const [kind, i, j, number] of steps) {
        const [a, b] = [pick(i), pick(j)];
        const make: (() => Value)[] = [
          () => add(a, b),
          () => sub(a, b),
          () => mul(a, tanh(b)),
          () => mul(a, number),
          () => add(a, number),
          () => mul(a, s),
          () => mul(t, a),
          () => neg(a),
          () => div(a, 2),
          () => relu(a),
          () => mul(a, cast(greater(b, number), 'float32')),
          () => transpose(transpose(a, [1, 0]), [1, 0]),
          () => reshape(tanh(reshape(a, [3, 8])), [4, 6]),
          () => broadcastTo(reduceSum(a, [0], { keepDims: true }), [4, 6]),
          () => add(a, broadcastTo(reshape(reduceSum(b, [1]), [4, 1]), [4, 6])),
          () => add(matmul(matmul(a, transpose(b, [1, 0])), y), a),
          () => sub(mul(b, number), matmul(matmul(a, b, { transposeB: true }), x)),
          () => slice(concat([a, b], 0), 0, { start: 4, count: 4 }),
        ];
        values.push(tanh(make[kind]!()), make[kind]!());
      }
      return graphOf({ last: values.at(-1)!, other: values.at(-2)!, middle: values[values.length >> 1]! });
    });

  test('keeps the values of any program, is sound, settles, and never makes it larger', () => {
    fc.assert(
      fc.property(program, (before) => {
        const after = simplify(before, all);
        expectEqual(before, after);
        expect(computedCount(after)).toBeLessThanOrEqual(computedCount(before));
        expect(print(simplify(after, all))).toBe(print(after));
      }),
      { seed: 3, numRuns: 150 },
    );
  });
});
