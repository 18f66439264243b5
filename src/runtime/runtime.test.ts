import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { nodeRuntime } from './node.ts';
import { referenceRuntime } from './reference.ts';
import { feedsInside, float32, int32, resultsOutside, type Tensors } from './runtime.ts';
import { makeGraph } from '../graph/graph.ts';
import { makeScan } from '../graph/scan.ts';
import { input } from '../graph/value.ts';
import { add } from '../ops/elementwise/add.ts';
import { DataError } from '../util/errors.ts';

const both = input('both', [5]);
const by = input('by', []);
const scan = makeScan(
  makeGraph('count', [both, by], { 'next/both': add(both, by) }),
  { both: 'next/both' },
  ['by'],
  {
    both: [
      { from: 'a', to: 'next/a', shape: [3] },
      { from: 'b', to: 'next/b', shape: [1, 2] },
    ],
  },
);
const feeds: Tensors = {
  a: float32([1, 2, 3], [3]),
  b: float32([4, 5], [1, 2]),
  by: float32([10, 100], [2]),
};

test('members of a pack lie end to end inside and are cut apart outside', () => {
  const { both: whole, ...rest } = feedsInside(scan, feeds);
  expect(whole).toEqual(float32([1, 2, 3, 4, 5], [5]));
  expect(rest).toEqual({ by: feeds.by });
  const loss = float32([7], [1]);
  expect(resultsOutside(scan, { 'next/both': whole!, loss })).toEqual({
    'next/a': feeds.a,
    'next/b': feeds.b,
    loss,
  });
});

test.each([nodeRuntime(), referenceRuntime])('$name takes and gives members', async (runtime) => {
  const program = await runtime.compile(scan);
  expect(await program.run(feeds)).toEqual({
    'next/a': float32([111, 112, 113], [3]),
    'next/b': float32([114, 115], [1, 2]),
  });
  await program.dispose();
});

test.each<[string, Tensors, string]>([
  ['of another shape', { ...feeds, b: float32([4, 5], [2, 1]) }, 'float32[1, 2]. Received float32[2, 1].'],
  ['of another type', { ...feeds, b: int32(new Int32Array(2), [1, 2]) }, 'Received int32[1, 2].'],
  ['that is missing', { a: feeds.a!, by: feeds.by! }, 'Received nothing.'],
])('refuses a member %s', (_, wrong, message) => {
  expect(() => feedsInside(scan, wrong)).toThrow(DataError);
  expect(() => feedsInside(scan, wrong)).toThrow(message);
});

// Of a process of its own: the first session decides for all.
test.each([
  [true, [0, 0]],
  [false, [1e-40, -1e-40]],
])('subnormal numbers, flushed: %s', (flushSubnormals, expected) => {
  const address = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const code = `
    import { nodeRuntime } from ${address('./node.ts')};
    import { makeGraph } from ${address('../graph/graph.ts')};
    import { input } from ${address('../graph/value.ts')};
    import { add } from ${address('../ops/elementwise/add.ts')};
    const [a, b] = [input('a', [2]), input('b', [2])];
    const program = await nodeRuntime({ flushSubnormals: ${flushSubnormals} }).compile(makeGraph('sum', [a, b], { sum: add(a, b) }));
    const tensor = (...values) => ({ dtype: 'float32', shape: [2], data: Float32Array.from(values) });
    const { sum } = await program.run({ a: tensor(1e-40, -1e-40), b: tensor(0, 0) });
    console.log(JSON.stringify([...sum.data]));
  `;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', code],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const sums = JSON.parse(stdout) as number[];
  expect(sums.map((value) => Number(value.toPrecision(3)))).toEqual(expected);
});
