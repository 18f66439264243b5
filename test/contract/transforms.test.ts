import { describe, expect, test } from 'vitest';
import { array, descent, type Start } from '../helpers/descent.ts';
import { thingsOf } from '../helpers/rooms.ts';
import { topologicalOrder } from '../../src/graph/graph.ts';
import type { Value } from '../../src/graph/types.ts';
import { constant, input } from '../../src/graph/value.ts';
import { add } from '../../src/ops/elementwise/add.ts';
import { mul } from '../../src/ops/elementwise/mul.ts';
import { slice } from '../../src/ops/movement/slice.ts';
import { reshape } from '../../src/ops/movement/reshape.ts';
import { reduceSum } from '../../src/ops/reduce/reduceSum.ts';
import { chain } from '../../src/optimizers/chain.ts';
import * as optimizers from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import {
  clipByNorm,
  clipByValue,
  decoupledDecay,
  momentum,
  scaleByAdam,
  scaleByLearningRate,
  scaleByLion,
  scaleByRms,
} from '../../src/optimizers/transforms/index.ts';
import type { Transform } from '../../src/optimizers/transforms/transform.ts';
import { interpretScan } from '../../src/runtime/reference.ts';
import { OptionError } from '../../src/util/errors.ts';

const files = await thingsOf<(options?: object) => Transform>('optimizers/transforms');
const chained = (...transforms: Transform[]): Optimizer => chain({ name: 'chain', options: {}, transforms });
/** A transform and the learning rate. */
const alone = (transform: Transform): Optimizer =>
  transform.name === 'scaleByLearningRate' ? chained(transform) : chained(transform, scaleByLearningRate());

/** ½ Σ c w⁴ over two tensors' elements, the second steeper by a factor. */
const quartic = (w: Value, steepness: Value | number) => {
  const square = mul(w, w);
  return mul(reduceSum(mul(square, square)), steepness);
};
const data = [1.5, -0.5, 2, 0.25, -3, 1, 0.75, -2];
const matrix: Start = { shape: [2, 3], data: data.slice(0, 6), penalized: true };
const vector: Start = { shape: [2], data: data.slice(6), penalized: true };
const rates = array([0.1, 0.05, 0.02], [3]);

/** Three steps of a matrix and a vector. */
function apart(optimizer: Optimizer, steepness = 0.4): number[] {
  const { scan, first } = descent(optimizer, { matrix, vector }, (w) =>
    add(quartic(w.matrix!, 0.1), quartic(w.vector!, steepness)),
  );
  const result = interpretScan(scan, { ...first, learningRate: rates }, 3);
  return [...result['next/matrix']!.data, ...result['next/vector']!.data];
}

/** The same steps with both laid end to end. */
function together(optimizer: Optimizer): number[] {
  const { scan, first } = descent(optimizer, { flat: { shape: [8], data, penalized: true } }, ({ flat }) =>
    add(
      quartic(reshape(slice(flat!, 0, { start: 0, count: 6 }), [2, 3]), 0.1),
      quartic(slice(flat!, 0, { start: 6, count: 2 }), 0.4),
    ),
  );
  return [...interpretScan(scan, { ...first, learningRate: rates }, 3)['next/flat']!.data];
}

const expectSame = (received: readonly number[], expected: readonly number[]) =>
  received.forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, 12));

describe.each(files)('transform $name', ({ name, thing: factory }) => {
  test('carries the name of its file, is frozen, and says all its options', () => {
    const transform = factory();
    expect(transform.name).toBe(name);
    expect(Object.isFrozen(transform) && Object.isFrozen(transform.options)).toBe(true);
    expect(factory(transform.options).options).toEqual(transform.options);
  });

  test('changes a descent', () => {
    const without = apart(chained(scaleByLearningRate()));
    if (name === 'scaleByLearningRate') expect(without).not.toEqual(apart(chained()));
    else expect(apart(alone(factory()))).not.toEqual(without);
  });

  test('steps of parameters laid end to end are their steps laid end to end', () => {
    expectSame(together(alone(factory())), apart(alone(factory())));
  });

  test('elementwise says whether another parameter’s gradient matters', () => {
    const optimizer = alone(factory());
    expect(optimizer.elementwise).toBe(factory().elementwise);
    const moved = apart(optimizer, 4).slice(0, 6);
    if (optimizer.elementwise) expect(moved).toEqual(apart(optimizer).slice(0, 6));
    else expect(moved).not.toEqual(apart(optimizer).slice(0, 6));
  });

  test('has slots for what it keeps of each parameter, and gives them all back', () => {
    const { slots, scalars } = alone(factory());
    const { scan } = descent(alone(factory()), { matrix }, ({ matrix: w }) => quartic(w!, 1));
    const carried = ['matrix', ...slots.map((slot) => `${slot}/matrix`), ...Object.keys(scalars)];
    expect(Object.keys(scan.carried).sort()).toEqual(carried.sort());
  });
});

test.each(Object.entries(optimizers))('%s: laid end to end, the same steps', (_, factory) => {
  expectSame(together(factory()), apart(factory()));
});

describe('a chain', () => {
  /** Full-size elementwise operations that a step makes of one parameter, and operations on scalars. */
  function passes(optimizer: Optimizer, penalized = true): { full: number; scalar: number } {
    const shape = [7, 9];
    const named = (names: readonly string[], dims: readonly number[]) =>
      Object.fromEntries(names.map((one) => [one, input(one, dims)]));
    const gradient = input('gradient', shape);
    const prepared = optimizer.prepare({
      gradients: [gradient],
      learningRate: input('learningRate', []),
      scalars: named(Object.keys(optimizer.scalars), []),
    });
    const parameter = input('parameter', shape);
    const after = prepared.step({ parameter, gradient, slots: named(optimizer.slots, shape), penalized });
    const values = topologicalOrder([
      after.parameter,
      ...Object.values(after.slots),
      ...Object.values(prepared.scalars),
    ]).filter(({ inputs }) => inputs.length > 0);
    const full = values.filter(({ shape: dims }) => dims.length > 0).length;
    return { full, scalar: values.length - full };
  }

  test.each<[string, Optimizer, number, number]>([
    ['sgd', optimizers.sgd(), 2, 0],
    ['sgd with momentum', optimizers.sgd({ momentum: 0.9 }), 4, 0],
    ['adam', optimizers.adam(), 10, 8],
    ['adamw', optimizers.adamw(), 11, 10],
    ['rmsprop', optimizers.rmsprop(), 8, 1],
    ['lion', optimizers.lion(), 7, 0],
    // Its square; the sum and the rest are scalars.
    ['clipped sgd', chained(clipByNorm(), scaleByLearningRate()), 3, 6],
  ])('%s goes over the elements as seldom as it can', (_, optimizer, full, scalar) => {
    expect(passes(optimizer)).toEqual({ full, scalar });
  });

  test('decay costs nothing where it does not apply', () => {
    expect(passes(optimizers.adamw(), false).full).toBe(passes(optimizers.adam()).full);
  });

  test('a small gradient is not clipped, a large one keeps its direction', () => {
    const large = apart(chained(clipByNorm({ maxNorm: 1e9 }), scaleByLearningRate()));
    expectSame(large, apart(optimizers.sgd()));
    const { scan, first } = descent(
      chained(clipByNorm({ maxNorm: 0.5 }), scaleByLearningRate()),
      { w: { shape: [2], data: [0, 0], penalized: true } },
      ({ w }) => reduceSum(mul(w!, constant([30, -40]))),
    );
    const [x, y] = interpretScan(scan, { ...first, learningRate: array([1], [1]) }, 1)['next/w']!.data;
    expect(x).toBeCloseTo(-0.3, 6);
    expect(y).toBeCloseTo(0.4, 6);
  });

  test('a gradient of zero is clipped to zero, not to NaN', () => {
    const { scan, first } = descent(
      chained(clipByNorm(), scaleByLearningRate()),
      { w: { shape: [2], data: [1, 2], penalized: true } },
      ({ w }) => mul(reduceSum(w!), 0),
    );
    const result = interpretScan(scan, { ...first, learningRate: array([1], [1]) }, 1);
    expect([...result['next/w']!.data]).toEqual([1, 2]);
  });

  test('two transforms that keep the same thing are refused', () => {
    expect(() => chained(scaleByAdam(), scaleByRms())).toThrow(OptionError);
    expect(() => chained(scaleByAdam(), scaleByRms())).toThrow('Two keep "squareSum"; drop one.');
  });

  test('what measures the gradients stands first', () => {
    expect(() => chained(momentum(), clipByNorm())).toThrow(
      'chain: clipByNorm measures the gradients and must stand before momentum.',
    );
    expect(chained(clipByNorm({ maxNorm: 2 }), clipByNorm(), momentum()).elementwise).toBe(false);
  });

  test('frozen, and open to be chained again', () => {
    const { transforms, ...rest } = optimizers.adamw({ beta1: 0.5 });
    const again = chain({ ...rest, transforms: [clipByNorm({ maxNorm: 1e9 }), ...transforms] });
    expect(Object.isFrozen(again)).toBe(true);
    expectSame(apart(again), apart(optimizers.adamw({ beta1: 0.5 })));
  });
});

test.each<[string, () => Transform]>([
  ['clipByNorm: maxNorm', () => clipByNorm({ maxNorm: 0 })],
  ['clipByValue: maxValue', () => clipByValue({ maxValue: -1 })],
  ['decoupledDecay: weightDecay', () => decoupledDecay({ weightDecay: NaN })],
  ['momentum: decay', () => momentum({ decay: 1 })],
  ['momentum: nesterov', () => momentum({ decay: 0, nesterov: true })],
  ['scaleByAdam: beta1', () => scaleByAdam({ beta1: -1 })],
  ['scaleByAdam: beta2', () => scaleByAdam({ beta2: 1 })],
  ['scaleByAdam: epsilon', () => scaleByAdam({ epsilon: 0 })],
  ['scaleByRms: rho', () => scaleByRms({ rho: 1 })],
  ['scaleByRms: epsilon', () => scaleByRms({ epsilon: Infinity })],
  ['scaleByLion: beta1', () => scaleByLion({ beta1: 1 })],
  ['scaleByLion: beta2', () => scaleByLion({ beta2: 1 })],
])('%s outside its range is refused', (message, make) => {
  expect(make).toThrow(OptionError);
  expect(make).toThrow(message);
  expect(make).toThrow('Received');
});
