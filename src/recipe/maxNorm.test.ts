import { expect, test } from 'vitest';
import { maxNorm } from './maxNorm.ts';
import { recipe } from './schema.ts';
import { clouds } from '../../test/helpers/examples.ts';
import { seededDraw } from '../../test/helpers/draw.ts';
import { makeGraph } from '../graph/graph.ts';
import { input } from '../graph/value.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { interpret } from '../runtime/reference.ts';
import { fit } from '../train/fit.ts';

/** Norm of each unit's weights, with the axis that counts the units given. */
function norms(data: ArrayLike<number>, shape: readonly number[], unit: number): number[] {
  const squares = new Array<number>(shape[unit]!).fill(0);
  const below = shape.slice(unit + 1).reduce((product, dim) => product * dim, 1);
  Array.from(data, (x, i) => (squares[Math.floor(i / below) % shape[unit]!]! += x * x));
  return squares.map(Math.sqrt);
}

test.each([
  { name: 'a dense kernel by columns', shape: [5, 4], unit: 1 },
  { name: 'a convolution by filters', shape: [4, 2, 3, 3], unit: 0 },
  { name: 'a table by the axis that its spec names', shape: [6, 3], unit: 0, unitAxis: 0 },
])('$name: long vectors are cut to the limit, short ones and zeros stay', ({ shape, unit, unitAxis }) => {
  const weights = seededDraw('maxNorm').real(shape, -1, 1);
  const below = shape.slice(unit + 1).reduce((product, dim) => product * dim, 1);
  // The first unit is zero, the second small.
  weights.data.forEach((x, i) => {
    const which = Math.floor(i / below) % shape[unit]!;
    weights.data[i] = which === 0 ? 0 : which === 1 ? x / 100 : 3 * x;
  });
  const spec = {
    shape,
    initializer: { kind: 'zeros' as const },
    trainable: true,
    penalized: true,
    ...(unitAxis !== undefined && { unitAxis }),
  };
  const w = input('w', shape);
  const { y } = interpret(makeGraph('maxNorm', [w], { y: maxNorm(w, spec, 0.5) }), { w: weights });
  const [before, after] = [norms(weights.data, shape, unit), norms(y!.data, shape, unit)];
  expect(before.filter((norm) => norm > 0.5).length).toBeGreaterThan(0);
  before.forEach((norm, i) => expect(after[i]).toBeCloseTo(Math.min(norm, 0.5), 12));
  expect([...y!.data].every((x, i) => Math.sign(x) === Math.sign(weights.data[i]!))).toBe(true);
});

test('in a training the weights of every unit stay within the limit, and reach it', async () => {
  const run = async (limits: { maxNorm?: number; sam?: number; clipNorm?: number }) => {
    const form = { architecture: { name: 'mlp', size: 8 }, epochs: 12, ...limits };
    const { model } = await fit(
      { train: clouds(40) },
      recipe({ ...form, optimizer: { name: 'adam', learningRate: 0.05 } }),
      { runtime: nodeRuntime() },
    );
    return model.parameters;
  };
  const kernels = (parameters: Readonly<Record<string, Float32Array>>) =>
    Object.entries(parameters).filter(([path]) => path.endsWith('.kernel'));
  const longest = (parameters: Readonly<Record<string, Float32Array>>) =>
    Math.max(
      ...kernels(parameters).flatMap(([path, kernel]) => {
        const units = parameters[path.replace('.kernel', '.bias')]!.length;
        return norms(kernel, [kernel.length / units, units], 1);
      }),
    );
  const free = await run({});
  expect(longest(free)).toBeGreaterThan(1);
  const held = longest(await run({ maxNorm: 0.9 }));
  expect(held).toBeLessThan(0.9 + 1e-5);
  expect(held).toBeGreaterThan(0.89);
  // The other limits change a training too.
  expect(await run({ sam: 0.05 })).not.toEqual(free);
  expect(await run({ clipNorm: 0.01 })).not.toEqual(free);
});
