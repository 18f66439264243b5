/** Optimizers and chains of transforms against the numbers of optimizers.json, which optimizers.py wrote. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { array, descent } from '../helpers/descent.ts';
import { constant } from '../../src/graph/value.ts';
import { add } from '../../src/ops/elementwise/add.ts';
import { mul } from '../../src/ops/elementwise/mul.ts';
import { sub } from '../../src/ops/elementwise/sub.ts';
import { reduceSum } from '../../src/ops/reduce/reduceSum.ts';
import { chain } from '../../src/optimizers/chain.ts';
import * as optimizers from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import * as transforms from '../../src/optimizers/transforms/index.ts';
import type { Transform } from '../../src/optimizers/transforms/transform.ts';
import { interpretScan } from '../../src/runtime/reference.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
type Named = Readonly<Record<'kernel' | 'bias', Numbers>>;

interface Entry<T> {
  readonly name: keyof T;
  readonly options: object;
}

const golden = JSON.parse(readFileSync(new URL('optimizers.json', import.meta.url), 'utf8')) as {
  readonly torch: string;
  readonly learningRate: number;
  readonly start: Named;
  readonly curvature: Named;
  readonly target: Named;
  readonly cases: readonly ({ readonly weights: Named } & (
    Entry<typeof optimizers> | { readonly transforms: readonly Entry<typeof transforms>[] }
  ))[];
};

const names = ['kernel', 'bias'] as const;
const of = ({ data, shape }: Numbers) => constant(data, shape);

/** Ten steps; the largest difference from the numbers expected. */
function error(optimizer: Optimizer, weights: Named): number {
  const { start, curvature, target, learningRate } = golden;
  const { scan, first } = descent(
    optimizer,
    { kernel: { ...start.kernel, penalized: true }, bias: { ...start.bias, penalized: false } },
    (parameters) =>
      names
        .map((name) => {
          const distance = sub(parameters[name]!, of(target[name]));
          return mul(reduceSum(mul(of(curvature[name]), mul(distance, distance))), 0.5);
        })
        .reduce((a, b) => add(a, b)),
  );
  const rates = array(new Array<number>(10).fill(learningRate), [10]);
  const result = interpretScan(scan, { ...first, learningRate: rates }, 10);
  return Math.max(
    ...names.flatMap((name) => {
      expect(result[`seen/${name}`]!.shape).toEqual(weights[name].shape);
      return weights[name].data.map((x, i) => Math.abs(x - result[`seen/${name}`]!.data[i]!));
    }),
  );
}

test('the file says which PyTorch wrote it', () => expect(golden.torch).toMatch(/^\d+\.\d+\.\d+/));

describe('ten steps', () => {
  for (const one of golden.cases)
    if ('name' in one)
      test(`${one.name} ${JSON.stringify(one.options)}`, () =>
        expect(error(optimizers[one.name](one.options), one.weights)).toBeLessThan(1e-12));
    else
      test(one.transforms.map(({ name }) => name).join(', '), () => {
        const made = one.transforms.map(({ name, options }) =>
          (transforms[name] as (options: object) => Transform)(options),
        );
        expect(error(chain({ name: 'chain', options: {}, transforms: made }), one.weights)).toBeLessThan(
          1e-12,
        );
      });
});

test('every optimizer and every transform has numbers', () => {
  const used = golden.cases.flatMap((one) =>
    'name' in one
      ? [one.name, ...optimizers[one.name](one.options).transforms.map(({ name }) => name)]
      : one.transforms.map(({ name }) => name),
  );
  expect([...new Set<string>(used)].sort()).toEqual(
    [...Object.keys(optimizers), ...Object.keys(transforms)].sort(),
  );
});
