import { describe, expect, test } from 'vitest';
import { descent } from '../helpers/descent.ts';
import { thingsOf } from '../helpers/rooms.ts';
import type { Scan } from '../../src/graph/scan.ts';
import type { NdArray, Value } from '../../src/graph/types.ts';
import { constant } from '../../src/graph/value.ts';
import { add } from '../../src/ops/elementwise/add.ts';
import { mul } from '../../src/ops/elementwise/mul.ts';
import { sub } from '../../src/ops/elementwise/sub.ts';
import { slice } from '../../src/ops/movement/slice.ts';
import { reduceSum } from '../../src/ops/reduce/reduceSum.ts';
import { adam, adamw, amsgrad, lion, rmsprop, sgd } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { nodeRuntime } from '../../src/runtime/node.ts';
import { interpretScan, type NdArrays } from '../../src/runtime/reference.ts';
import { float32, type Tensor } from '../../src/runtime/runtime.ts';
import { OptionError } from '../../src/util/errors.ts';

const files = await thingsOf<(options?: object) => Optimizer>('optimizers');

/** Options beside the defaults, and learning rates that suit the two targets. */
const settings: Readonly<Record<string, { options: readonly object[]; bowl: number; valley: number }>> = {
  sgd: {
    options: [{}, { momentum: 0.8 }, { momentum: 0.8, nesterov: true }],
    bowl: 0.05,
    valley: 0.004,
  },
  adam: { options: [{}, { beta1: 0.8, beta2: 0.99, epsilon: 1e-6 }], bowl: 0.1, valley: 0.03 },
  adamw: { options: [{}, { weightDecay: 0 }, { weightDecay: 0.1 }], bowl: 0.1, valley: 0.03 },
  amsgrad: { options: [{}, { beta2: 0.9 }], bowl: 0.1, valley: 0.03 },
  rmsprop: {
    options: [{}, { momentum: 0.5 }, { centered: true, rho: 0.95, epsilon: 1e-3 }],
    bowl: 0.05,
    valley: 0.01,
  },
  lion: { options: [{}, { weightDecay: 0.1 }], bowl: 0.05, valley: 0.005 },
};

interface Target {
  readonly start: readonly number[];
  readonly loss: (w: Value) => Value;
}

/** ½ Σ cᵢ wᵢ² with curvatures from 1 to 10; the minimum is 0 at 0, where decay pulls too. */
const bowl: Target = {
  start: [3, -2, 1, -4],
  loss: (w) => mul(reduceSum(mul(constant([1, 3, 6, 10]), mul(w, w))), 0.5),
};

/** A bent valley after Rosenbrock 1960, less steep: (1 − x)² + 10 (y − x²)²; the minimum is 0 at (1, 1). */
const valley: Target = {
  start: [-1, 1.5],
  loss(w) {
    const [x, y] = [slice(w, 0, { start: 0, count: 1 }), slice(w, 0, { start: 1, count: 1 })];
    const [ahead, aside] = [sub(1, x), sub(y, mul(x, x))];
    return reduceSum(add(mul(ahead, ahead), mul(mul(aside, aside), 10)));
  },
};

/** Steps of an optimizer on a target. */
const descend = (optimizer: Optimizer, { start, loss }: Target, penalized: boolean) =>
  descent(optimizer, { w: { shape: [start.length], data: start, penalized } }, ({ w }) => loss(w!));

/** Learning rates that fall to zero, so that every optimizer comes to rest. */
const rates = (steps: number, rate: number): NdArray => ({
  dtype: 'float32',
  shape: [steps],
  data: Float64Array.from({ length: steps }, (_, t) => rate * (1 - t / steps)),
});

function losses(optimizer: Optimizer, target: Target, steps: number, rate: number, decays: boolean) {
  const { scan, first } = descend(optimizer, target, decays);
  return interpretScan(scan, { ...first, learningRate: rates(steps, rate) }, steps).loss!.data;
}

/** What onnxruntime makes of a scan. */
async function native(scan: Scan, feeds: NdArrays): Promise<Readonly<Record<string, Tensor>>> {
  const program = await nodeRuntime().compile(scan);
  const results = await program.run(
    Object.fromEntries(Object.entries(feeds).map(([key, { data, shape }]) => [key, float32(data, shape)])),
  );
  await program.dispose();
  return results;
}

describe.each(files)('optimizer $name', ({ name, thing: factory }) => {
  const setting = settings[name] ?? { options: [{}], bowl: 0.1, valley: 0.01 };
  const optimizers = setting.options.map((options) => factory(options));

  test('carries the name of its file, is frozen, and says all its options', () => {
    for (const [i, optimizer] of optimizers.entries()) {
      expect(optimizer.name).toBe(name);
      expect(Object.isFrozen(optimizer) && Object.isFrozen(optimizer.options)).toBe(true);
      expect(optimizer.options).toMatchObject(setting.options[i]!);
      expect(factory(optimizer.options).options).toEqual(optimizer.options);
    }
    expect(factory().options).toEqual(factory({}).options);
  });

  test('converges in a bowl, where decay helps', () => {
    for (const optimizer of optimizers) {
      const values = losses(optimizer, bowl, 400, setting.bowl, true);
      expect(values.at(-1)! / values[0]!).toBeLessThan(1e-6);
    }
  });

  test('converges in a bent valley', async () => {
    for (const optimizer of optimizers) {
      const { scan, first } = descend(optimizer, valley, false);
      // In onnxruntime: the reference would take seconds for so many steps.
      const { loss } = await native(scan, { ...first, learningRate: rates(4000, setting.valley) });
      expect(loss!.data.at(-1)! / loss!.data[0]!).toBeLessThan(1e-3);
    }
  });

  test('a learning rate of zero changes nothing', () => {
    for (const optimizer of optimizers) expect(new Set(losses(optimizer, valley, 5, 0, true)).size).toBe(1);
  });

  test('makes 50 steps in onnxruntime as in the reference', async () => {
    for (const optimizer of optimizers)
      for (const decays of [true, false]) {
        const steps = 50;
        const { scan, first } = descend(optimizer, valley, decays);
        const feeds = { ...first, learningRate: rates(steps, setting.valley) };
        const truth = interpretScan(scan, feeds, steps);
        const results = await native(scan, feeds);
        expect(Object.keys(results).sort()).toEqual(Object.keys(truth).sort());
        for (const [key, { data }] of Object.entries(truth)) {
          const scale = Math.max(1, ...Array.from(data, Math.abs));
          data.forEach((x, i) => expect(Math.abs(x - results[key]!.data[i]!) / scale).toBeLessThan(1e-5));
        }
      }
  });
});

/** One step from w = 2 with gradient 2w and empty slots. */
function oneStep(optimizer: Optimizer, decays: boolean, learningRate: number, slope = 1): number {
  const target: Target = { start: [2], loss: (w) => mul(reduceSum(mul(w, w)), slope) };
  const { scan, first } = descend(optimizer, target, decays);
  const rate: NdArray = { dtype: 'float32', shape: [1], data: Float64Array.of(learningRate) };
  return interpretScan(scan, { ...first, learningRate: rate }, 1)['next/w']!.data[0]!;
}

describe('what single steps are', () => {
  test('lion goes the learning rate, however steep it is, and its share of decay', () => {
    for (const slope of [1e-3, 1, 1e3]) expect(oneStep(lion(), false, 0.1, slope)).toBeCloseTo(1.9, 12);
    expect(oneStep(lion({ weightDecay: 0.3 }), true, 0.1)).toBeCloseTo(2 * (1 - 0.1 * 0.3) - 0.1, 12);
  });

  test('the first step of rmsprop divides by what one gradient leaves of its mean square', () => {
    expect(oneStep(rmsprop({ rho: 0.75 }), false, 0.1)).toBeCloseTo(2 - 0.1 / Math.sqrt(0.25), 6);
  });

  test('sgd goes down the gradient, nesterov further', () => {
    expect(oneStep(sgd(), false, 0.1)).toBeCloseTo(2 - 0.1 * 4, 12);
    expect(oneStep(sgd({ momentum: 0.9 }), false, 0.1)).toBeCloseTo(2 - 0.1 * 4, 12);
    expect(oneStep(sgd({ momentum: 0.9, nesterov: true }), false, 0.1)).toBeCloseTo(2 - 0.1 * 4 * 1.9, 12);
  });

  test('the first step of adam is the learning rate, however steep it is', () => {
    for (const slope of [1e-3, 1, 1e3]) expect(oneStep(adam(), false, 0.1, slope)).toBeCloseTo(1.9, 5);
  });

  test('adamw takes off its share, apart from the gradient, of weights that decay only', () => {
    const optimizer = adamw({ weightDecay: 0.3 });
    expect(oneStep(optimizer, true, 0.1, 0)).toBeCloseTo(2 * (1 - 0.1 * 0.3), 12);
    expect(oneStep(optimizer, false, 0.1, 0)).toBe(2);
    expect(oneStep(optimizer, true, 0.1)).toBeCloseTo(2 * (1 - 0.1 * 0.3) - 0.1, 6);
    expect(oneStep(adamw({ weightDecay: 0 }), true, 0.1)).toBe(oneStep(adam(), true, 0.1));
  });
});

test.each<[string, () => Optimizer]>([
  ['sgd: momentum', () => sgd({ momentum: 1 })],
  ['sgd: momentum', () => sgd({ momentum: -0.1 })],
  ['sgd: nesterov', () => sgd({ nesterov: true })],
  ['adam: beta1', () => adam({ beta1: 1 })],
  ['adam: beta2', () => adam({ beta2: NaN })],
  ['adam: epsilon', () => adam({ epsilon: 0 })],
  ['amsgrad: beta2', () => amsgrad({ beta2: 1 })],
  ['rmsprop: rho', () => rmsprop({ rho: 1 })],
  ['rmsprop: momentum', () => rmsprop({ momentum: -1 })],
  ['rmsprop: epsilon', () => rmsprop({ epsilon: -1 })],
  ['lion: beta1', () => lion({ beta1: 1 })],
  ['lion: beta2', () => lion({ beta2: -0.1 })],
  ['lion: weightDecay', () => lion({ weightDecay: -1 })],
  ['adamw: beta1', () => adamw({ beta1: 2 })],
  ['adamw: weightDecay', () => adamw({ weightDecay: -1 })],
  ['adamw: weightDecay', () => adamw({ weightDecay: Infinity })],
])('%s outside its range is refused', (message, make) => {
  expect(make).toThrow(OptionError);
  expect(make).toThrow(message);
  expect(make).toThrow('Received');
});
