import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beta } from './beta.ts';
import { cutmix } from './image/cutmix.ts';
import { mixup } from './image/mixup.ts';
import { mixExamples, mixTargets, type MixingAugmentation } from './mixing.ts';
import { makeGraph } from '../graph/graph.ts';
import type { NdArray } from '../graph/types.ts';
import { input } from '../graph/value.ts';
import { interpret } from '../runtime/reference.ts';
import { OptionError } from '../util/errors.ts';
import { incompleteBeta } from '../util/incompleteBeta.ts';
import { seededDraw } from '../../test/helpers/draw.ts';
import { keyArray } from '../../test/helpers/layers.ts';
import { runtimeDifference } from '../../test/helpers/numeric.ts';

const asMixing = (augmentation: object, options: object) => ({
  augmentation: augmentation as MixingAugmentation,
  options: { ...(augmentation as MixingAugmentation).defaults, ...options },
});

/** A program that mixes examples and soft targets. */
function mixer(shape: readonly number[], classes: number, list: ReturnType<typeof asMixing>[]) {
  const [examples, key] = [input('examples', shape), input('key', [], 'uint32')];
  const targets = input('targets', [shape[0]!, classes]);
  const { examples: mixed, mixes } = mixExamples(examples, key, list);
  const { partners, own } = mixes.at(-1)!;
  return makeGraph('mix', [examples, targets, key], {
    mixed,
    targets: mixTargets(targets, mixes),
    partners,
    own,
  });
}

const identityTargets = (n: number): NdArray => ({
  dtype: 'float32',
  shape: [n, n],
  data: Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0)),
});

/** Pictures of which every pixel is the number of its example. */
const numbered = (shape: readonly [number, ...number[]]): NdArray => {
  const size = shape.slice(1).reduce((a, b) => a * b, 1);
  return {
    dtype: 'float32',
    shape,
    data: Float64Array.from({ length: shape[0] * size }, (_, at) => Math.floor(at / size)),
  };
};

describe('draws from Beta(α, α)', () => {
  const draw = (alpha: number, batch: number) => {
    const key = input('key', [], 'uint32');
    const graph = makeGraph('beta', [key], { x: beta({ key, salt: 3, batch }, 5, alpha) });
    return Array.from(interpret(graph, { key: keyArray(11) }).x!.data).sort((a, b) => a - b);
  };

  test.each([0.1, 0.2, 0.4, 1, 2.5, 30])('of α = %s have its distribution', (alpha) => {
    const values = draw(alpha, 4000);
    expect(values[0]).toBeGreaterThanOrEqual(0);
    expect(values.at(-1)).toBeLessThanOrEqual(1);
    const distances = values.map((x, i) => {
      const expected = incompleteBeta(x, alpha, alpha);
      return Math.max((i + 1) / 4000 - expected, expected - i / 4000);
    });
    // 1.95 is exceeded by one sample in a thousand; the table adds at most 1/1024.
    expect(Math.max(...distances)).toBeLessThan(1.95 / Math.sqrt(4000) + 1 / 1024);
    const variance = values.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / 4000;
    expect(variance).toBeCloseTo(1 / (4 * (2 * alpha + 1)), 2);
  });

  test('are the same in onnxruntime', async () => {
    const key = input('key', [], 'uint32');
    const graph = makeGraph('beta', [key], { x: beta({ key, salt: 3, batch: 500 }, 5, 0.3) });
    expect(await runtimeDifference(graph, { key: keyArray(2) })).toBeLessThan(1e-5);
  });
});

test('incompleteBeta: known values', () => {
  expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 14);
  expect(incompleteBeta(0.25, 0.5, 0.5)).toBeCloseTo(1 / 3, 13);
  expect(incompleteBeta(0.4, 2, 3)).toBeCloseTo(0.5248, 13);
});

test('partners: one other example each, all equally far, every distance in turn', () => {
  const graph = mixer([7, 1], 7, [asMixing(mixup, {})]);
  const distances = new Set<number>();
  for (let key = 1; key < 80; key++) {
    const { partners } = interpret(graph, {
      examples: numbered([7, 1]),
      targets: identityTargets(7),
      key: keyArray((key * 0x9e3779b9) >>> 0),
    });
    const away = Array.from(partners!.data, (partner, i) => (partner - i + 7) % 7);
    expect(new Set(away).size).toBe(1);
    distances.add(away[0]!);
  }
  expect([...distances].sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('mixup: examples and targets are mixed by one share each', () => {
  const graph = mixer([12, 2, 3, 3], 12, [asMixing(mixup, { alpha: 1 })]);
  const examples = numbered([12, 2, 3, 3]);
  const result = interpret(graph, { examples, targets: identityTargets(12), key: keyArray(3) });
  expect(new Set(result.own!.data).size).toBe(12);
  for (let i = 0; i < 12; i++) {
    const [own, partner] = [result.own!.data[i]!, result.partners!.data[i]!];
    for (let p = 0; p < 18; p++)
      expect(result.mixed!.data[i * 18 + p]).toBeCloseTo(own * i + (1 - own) * partner, 12);
    for (let c = 0; c < 12; c++)
      expect(result.targets!.data[i * 12 + c]).toBeCloseTo(c === i ? own : c === partner ? 1 - own : 0, 14);
  }
});

test('cutmix: targets are mixed by the exact area of the box, which is one rectangle', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 0x7fffffff }),
      fc.constantFrom(0.3, 1, 4),
      (height, width, seed, alpha) => {
        const graph = mixer([6, 2, height, width], 6, [asMixing(cutmix, { alpha, probability: 0.7 })]);
        const result = interpret(graph, {
          examples: numbered([6, 2, height, width]),
          targets: identityTargets(6),
          key: keyArray((seed * 2 + 1) >>> 0),
        });
        for (let i = 0; i < 6; i++) {
          const partner = result.partners!.data[i]!;
          const plane = result.mixed!.data.slice(i * 2 * height * width, (i * 2 + 1) * height * width);
          const other = result.mixed!.data.slice((i * 2 + 1) * height * width, (i + 1) * 2 * height * width);
          expect(plane).toEqual(other);
          const places = Array.from(plane).flatMap((value, at) => (value === partner ? [at] : []));
          expect(Array.from(plane).every((value) => value === i || value === partner)).toBe(true);
          // To the bit: the share is the number of pixels over that of all.
          expect(result.targets!.data[i * 6 + i]).toBe((height * width - places.length) / (height * width));
          expect(result.targets!.data[i * 6 + partner]).toBe(1 - result.targets!.data[i * 6 + i]!);
          const [rows, columns] = [
            places.map((at) => Math.floor(at / width)),
            places.map((at) => at % width),
          ];
          const spread = (values: number[]) =>
            values.length > 0 ? Math.max(...values) - Math.min(...values) + 1 : 0;
          expect(places.length).toBe(spread(rows) * spread(columns));
        }
      },
    ),
    { seed: 4, numRuns: 60 },
  );
});

test('cutmix: the area follows the share that was drawn, less what lies beyond the border', () => {
  const shape = [400, 1, 32, 32] as const;
  const graph = mixer(shape, 1, [asMixing(cutmix, { alpha: 1, probability: 1 })]);
  const targets: NdArray = { dtype: 'float32', shape: [400, 1], data: new Float64Array(400) };
  const { own } = interpret(graph, { examples: numbered(shape), targets, key: keyArray(7) });
  const pasted = Array.from(own!.data, (share) => 1 - share);
  // E[b²·(share of the box inside)] with b = √U: E[(b − b²/4)²] = 1/2 − 1/5 + 1/48, little less for whole pixels.
  const mean = pasted.reduce((a, b) => a + b) / 400;
  expect(Math.abs(mean - (1 / 2 - 1 / 5 + 1 / 48))).toBeLessThan(0.05);
});

test.each([mixup, cutmix])(
  '$name leaves the share of examples alone that probability says, to the bit',
  (one) => {
    const shape = [400, 1, 4, 4] as const;
    const graph = mixer(shape, 1, [asMixing(one, { alpha: 1, probability: 0.25 })]);
    const examples = seededDraw('mix', 1).real(shape);
    const targets: NdArray = { dtype: 'float32', shape: [400, 1], data: new Float64Array(400) };
    const { mixed, own } = interpret(graph, { examples, targets, key: keyArray(7) });
    const alone = Array.from(own!.data).filter((share, i) => {
      const same =
        mixed!.data.slice(i * 16, i * 16 + 16).join() === examples.data.slice(i * 16, i * 16 + 16).join();
      expect(same).toBe(share === 1);
      return same;
    }).length;
    expect(alone).toBeGreaterThan(300 - 4 * Math.sqrt(400 * 0.75 * 0.25));
  },
);

test('two of them mix the mixtures', () => {
  const graph = mixer([5, 1, 4, 4], 5, [asMixing(mixup, { alpha: 1 }), asMixing(mixup, { alpha: 1 })]);
  const { mixed, targets } = interpret(graph, {
    examples: numbered([5, 1, 4, 4]),
    targets: identityTargets(5),
    key: keyArray(3),
  });
  for (let i = 0; i < 5; i++) {
    const shares = Array.from(targets!.data.slice(i * 5, i * 5 + 5));
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(mixed!.data[i * 16]).toBeCloseTo(
      shares.reduce((sum, share, c) => sum + share * c, 0),
      12,
    );
  }
});

test('a single example is its own partner', () => {
  const examples = seededDraw('mix', 2).real([1, 1, 3, 3]);
  const graph = mixer([1, 1, 3, 3], 1, [asMixing(cutmix, { probability: 1 })]);
  const { mixed } = interpret(graph, { examples, targets: identityTargets(1), key: keyArray(3) });
  expect(mixed!.data).toEqual(examples.data);
});

test.each([0, -1, NaN, 101])('refuses alpha %s', (alpha) => {
  expect(() => mixup.check({ alpha })).toThrow(OptionError);
  expect(() => cutmix.check({ alpha })).toThrow('cutmix: alpha must be above 0 and at most 100');
});
