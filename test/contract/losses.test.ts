import { describe, expect, test } from 'vitest';
import { seededDraw } from '../helpers/draw.ts';
import { gradientError, runtimeDifference } from '../helpers/numeric.ts';
import { thingsOf } from '../helpers/rooms.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import type { NdArray } from '../../src/graph/types.ts';
import { input } from '../../src/graph/value.ts';
import { binaryCrossEntropy } from '../../src/losses/binaryCrossEntropy.ts';
import { crossEntropy } from '../../src/losses/crossEntropy.ts';
import { huber } from '../../src/losses/huber.ts';
import type { Loss } from '../../src/losses/loss.ts';
import { meanSquaredError } from '../../src/losses/meanSquaredError.ts';
import { grad } from '../../src/ops/grad.ts';
import { interpret } from '../../src/runtime/reference.ts';
import { OptionError, ShapeError } from '../../src/util/errors.ts';

const losses = await thingsOf<Loss>('losses');
const batch = 5;

/** The loss of one example from what the network predicts for it, in plain numbers. */
const plain: Readonly<Record<string, (prediction: readonly number[], target: number) => number>> = {
  crossEntropy: (prediction, target) => -Math.log(prediction[target]!),
  binaryCrossEntropy: (prediction, target) => -Math.log(prediction[target]!),
  huber: (prediction, target) => {
    const error = Math.abs(prediction[0]! - target);
    return error <= 1 ? error ** 2 / 2 : error - 1 / 2;
  },
  meanSquaredError: (prediction, target) => (prediction[0]! - target) ** 2,
};

/** As many classes as the loss can tell apart, up to four. */
function classesOf(loss: Loss): number {
  try {
    loss.outputs(4);
    return 4;
  } catch {
    return 2;
  }
}

function example(loss: Loss, seed: number, scale = 3): { outputs: NdArray; targets: NdArray } {
  const draw = seededDraw(loss.name, seed);
  const outputs = draw.real([batch, loss.outputs(classesOf(loss))], -scale, scale);
  const targets = loss.targetType === 'int32' ? draw.index([batch], classesOf(loss)) : draw.real([batch]);
  return { outputs, targets };
}

function program(loss: Loss, { outputs, targets }: { outputs: NdArray; targets: NdArray }) {
  const z = input('outputs', outputs.shape);
  const y = input('targets', targets.shape, targets.dtype);
  const value = loss.apply(z, y);
  return makeGraph(loss.name, [z, y], {
    loss: value,
    predictions: loss.predict(z),
    slope: grad(value, [z])[0]!,
  });
}

const run = (loss: Loss, feeds: { outputs: NdArray; targets: NdArray }) =>
  interpret(program(loss, feeds), feeds);

describe.each(losses)('loss $name', ({ name, thing: loss }) => {
  test('carries the name of its file and is frozen', () => {
    expect(loss.name).toBe(name);
    expect(Object.isFrozen(loss)).toBe(true);
  });

  test('is the mean over the batch of its formula', () => {
    const formula = plain[name];
    if (!formula) throw new Error(`add the formula of ${name} to plain in test/contract/losses.test.ts`);
    for (const seed of [1, 2, 3]) {
      const feeds = example(loss, seed);
      const { loss: value, predictions } = run(loss, feeds);
      expect(value!.shape).toEqual([]);
      const width = predictions!.shape[1]!;
      let total = 0;
      for (let n = 0; n < batch; n++)
        total += formula(
          Array.from(predictions!.data.slice(n * width, (n + 1) * width)),
          feeds.targets.data[n]!,
        );
      expect(value!.data[0]).toBeCloseTo(total / batch, 10);
    }
  });

  test('predicts probabilities of every class, or one number', () => {
    const { predictions } = run(loss, example(loss, 4));
    if (loss.targetType === 'float32') return expect(predictions!.shape).toEqual([batch, 1]);
    const classes = classesOf(loss);
    expect(predictions!.shape).toEqual([batch, classes]);
    for (let n = 0; n < batch; n++) {
      const row = Array.from(predictions!.data.slice(n * classes, (n + 1) * classes));
      expect(row.every((p) => p > 0 && p < 1)).toBe(true);
      expect(row.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
    }
  });

  test('has the gradient of its central differences within 1e-7', () => {
    for (const seed of [1, 2, 3]) {
      const { outputs, targets } = example(loss, seed);
      expect(gradientError((z, y) => loss.apply(z!, y!), [outputs, targets])).toBeLessThan(1e-7);
    }
  });

  test('falls along its negative gradient', () => {
    const feeds = example(loss, 5);
    const { loss: before, slope } = run(loss, feeds);
    const moved = feeds.outputs.data.map((z, i) => z - 0.01 * slope!.data[i]!) as Float64Array;
    const { loss: after } = run(loss, { ...feeds, outputs: { ...feeds.outputs, data: moved } });
    expect(after!.data[0]!).toBeLessThan(before!.data[0]!);
  });

  test('runs in onnxruntime as in the reference, within 1e-5', async () => {
    for (const scale of [3, 60]) {
      const feeds = example(loss, 6, scale);
      expect(await runtimeDifference(program(loss, feeds), feeds)).toBeLessThan(1e-5);
    }
  });

  test('stays finite with its gradient where outputs are extreme', () => {
    const feeds = example(loss, 7, 1e4);
    const { loss: value, slope } = run(loss, feeds);
    expect(Number.isFinite(value!.data[0])).toBe(true);
    expect(slope!.data.every(Number.isFinite)).toBe(true);
  });
});

test('binaryCrossEntropy refuses another number of classes than two', () => {
  expect(binaryCrossEntropy.outputs(2)).toBe(1);
  expect(() => binaryCrossEntropy.outputs(3)).toThrow(OptionError);
  expect(() => binaryCrossEntropy.outputs(3)).toThrow('Received 3. Use crossEntropy');
});

const [z, y] = [input('z', [3, 4]), input('y', [3], 'int32')];
const [one, number] = [input('one', [3, 1]), input('number', [3])];

describe('wrong options and targets are refused where the graph is made', () => {
  test.each<[string, () => unknown]>([
    ['crossEntropy: labelSmoothing must be in [0, 1)', () => crossEntropy.apply(z, y, { labelSmoothing: 1 })],
    ['binaryCrossEntropy: labelSmoothing', () => binaryCrossEntropy.apply(one, y, { labelSmoothing: -0.1 })],
    [
      'crossEntropy: classWeights must be 4 numbers',
      () => crossEntropy.apply(z, y, { classWeights: [1, 2] }),
    ],
    ['crossEntropy: classWeights', () => crossEntropy.apply(z, y, { classWeights: [1, -1, 1, 1] })],
    ['crossEntropy: classWeights', () => crossEntropy.apply(z, y, { classWeights: [0, 0, 0, 0] })],
    ['crossEntropy: classWeights', () => crossEntropy.apply(z, y, { classWeights: [1, NaN, 1, 1] })],
    ['crossEntropy: has no delta', () => crossEntropy.apply(z, y, { delta: 1 })],
    ['huber: delta must be above 0', () => huber.apply(one, number, { delta: 0 })],
    ['huber: labelSmoothing', () => huber.apply(one, number, { labelSmoothing: 0.1 })],
    ['meanSquaredError: has no delta', () => meanSquaredError.apply(one, number, { delta: 1 })],
    ['meanSquaredError: labelSmoothing', () => meanSquaredError.apply(one, number, { classWeights: [1] })],
  ])('%s', (message, act) => {
    expect(act).toThrow(OptionError);
    expect(act).toThrow(message);
    expect(act).toThrow('Received');
  });

  test.each<[string, () => unknown]>([
    ['indices of another number of examples', () => crossEntropy.apply(z, input('y', [4], 'int32'))],
    ['soft labels of another number of classes', () => crossEntropy.apply(z, input('y', [3, 5]))],
    ['soft labels of one class', () => binaryCrossEntropy.apply(one, number)],
    ['truth values', () => crossEntropy.apply(z, input('y', [3, 4], 'bool'))],
  ])('targets: %s', (_, act) => {
    expect(act).toThrow(ShapeError);
    expect(act).toThrow(/targets must be int32\[3\], or soft labels float32\[3, [24]\]. Received/);
  });
});

test('soft labels of whole classes are class indices', () => {
  const feeds = {
    z: seededDraw('soft').real([3, 4]),
    y: { dtype: 'int32' as const, shape: [3], data: Int32Array.of(2, 0, 3) },
  };
  const soft = new Float64Array(12);
  feeds.y.data.forEach((label, n) => (soft[4 * n + label] = 1));
  const labels = input('labels', [3, 4]);
  const graph = makeGraph('soft', [z, y, labels], {
    hard: crossEntropy.apply(z, y, { labelSmoothing: 0.2 }),
    soft: crossEntropy.apply(z, labels, { labelSmoothing: 0.2 }),
  });
  const result = interpret(graph, { ...feeds, labels: { dtype: 'float32', shape: [3, 4], data: soft } });
  expect(result.soft).toEqual(result.hard);
});
