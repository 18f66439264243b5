import { expect, test } from 'vitest';
import { makeGraph } from './graph.ts';
import { carriedOutside, makeScan } from './scan.ts';
import { input } from './value.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { referenceRuntime } from '../runtime/reference.ts';
import { float32 } from '../runtime/runtime.ts';

/** w ← 2w + x over a vector that holds a [2, 2] and b [1] outside; the sum of each step is collected. */
function packedScan() {
  const [w, x] = [input('w', [5]), input('x', [])];
  const next = add(mul(w, 2), x);
  const body = makeGraph('double', [w, x], { next, sum: reduceSum(next) });
  const members = [
    { from: 'a', to: 'next/a', shape: [2, 2] },
    { from: 'b', to: 'next/b', shape: [1] },
  ];
  return { body, members, scan: makeScan(body, { w: 'next' }, ['x'], { w: members }) };
}

test.each([nodeRuntime(), referenceRuntime])(
  '$name: a pack goes in and out by its members',
  async (runtime) => {
    const { scan, members } = packedScan();
    expect(carriedOutside(scan)).toEqual(members);
    const program = await runtime.compile(scan);
    const result = await program.run({
      a: float32([1, 2, 3, 4], [2, 2]),
      b: float32([5], [1]),
      x: float32([1, 0], [2]),
    });
    await program.dispose();
    expect(Object.keys(result).sort()).toEqual(['next/a', 'next/b', 'sum']);
    expect(result['next/a']).toEqual(float32([6, 10, 14, 18], [2, 2]));
    expect(result['next/b']).toEqual(float32([22], [1]));
    expect(Array.from(result.sum!.data)).toEqual([35, 70]);
  },
);

test('a pack must be a carried vector of the length of its members, under names of their own', () => {
  const { body, members } = packedScan();
  const carried = { w: 'next' };
  expect(() => makeScan(body, carried, ['x'], { x: members })).toThrow('the pack "x" must be a carried');
  expect(() => makeScan(body, carried, ['x'], { w: members.slice(1) })).toThrow('vector of 1 elements');
  const clash = [{ ...members[0]!, from: 'x' }, members[1]!];
  expect(() => makeScan(body, carried, ['x'], { w: clash })).toThrow('"x" has two roles');
});
