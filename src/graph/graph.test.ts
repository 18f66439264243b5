import { describe, expect, test } from 'vitest';
import { makeGraph, topologicalOrder } from './graph.ts';
import { makeScan } from './scan.ts';
import type { Op, Value } from './types.ts';
import { constant, input, withScope } from './value.ts';
import { verify } from './verify.ts';
import { add } from '../ops/elementwise/add.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { exp } from '../ops/elementwise/exp.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { grad } from '../ops/grad.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import { ShapeError } from '../util/errors.ts';

const x = input('x', [2, 3]);

describe('making nodes', () => {
  test('a wrong shape fails on the line that makes the node, and names the layer', () => {
    expect(() => withScope('layers.2.dense', () => matmul(x, x))).toThrow(
      new ShapeError(
        'layers.2.dense: matmul: the inner dimensions must be equal. Received [2, 3] and [2, 3].',
      ),
    );
    expect(() => add(x, cast(x, 'int32'))).toThrow(ShapeError);
  });

  test('nodes and their parts are frozen', () => {
    const y = add(x, 1);
    for (const part of [y, y.inputs, y.attributes, y.shape]) expect(Object.isFrozen(part)).toBe(true);
  });

  test('an input that is used must be listed, and names differ', () => {
    expect(() => makeGraph('g', [], { y: exp(x) })).toThrow('every input must be listed. "x" is not.');
    expect(() => makeGraph('g', [x, input('x', [1])], { y: exp(x) })).toThrow('"x" twice');
  });

  test('programs thousands of nodes deep are walked', () => {
    let y: Value = x;
    for (let i = 0; i < 20_000; i++) y = add(y, x);
    expect(topologicalOrder([y])).toHaveLength(20_001);
  });
});

describe('the spec', () => {
  const sound = add(x, constant([1, 2, 3]));

  test('finds nothing in a sound graph', () => {
    expect(verify(makeGraph('g', [x], { y: sound }))).toEqual([]);
  });

  test.each([
    ['another shape than its op infers', { ...sound, shape: [2, 4] }, 'its op infers float32[2, 3]'],
    ['another type', { ...sound, dtype: 'int32' as const }, 'its op infers float32[2, 3]'],
    ['inputs that do not fit', { ...sound, inputs: [x, constant([1, 2])] }, 'does not fit its op'],
    ['a value that can be changed', { ...sound }, 'is not frozen'],
  ])('finds %s', (_, planted: Value, finding) => {
    const findings = verify({ name: 'g', inputs: [x], outputs: { y: planted } });
    expect(findings.join('\n')).toContain(finding);
  });

  test('finds an input that is not listed', () => {
    expect(verify({ name: 'g', inputs: [], outputs: { y: sound } }).join()).toContain('an input not listed');
  });
});

describe('gradients', () => {
  test('of what does not matter are zeros of its shape', () => {
    const [g] = grad(reduceSum(x), [input('other', [4])]);
    expect(g!.shape).toEqual([4]);
  });

  test('stop at an op without one, by name, only where the path crosses it', () => {
    const rounded = cast(cast(x, 'int32'), 'float32');
    expect(() => grad(reduceSum(mul(rounded, x)), [x])).toThrow('the op "cast" has no gradient');
    const mask = input('mask', [2, 3], 'bool');
    expect(() => grad(reduceSum(mul(cast(mask, 'float32'), x)), [x])).not.toThrow();
  });

  test('are of scalars only', () => expect(() => grad(x, [x])).toThrow('must be a float32 scalar'));

  test('of a gradient with a wrong shape are refused', () => {
    const op: Op = { ...exp.op, vjp: (_, cotangent) => [reduceSum(cotangent)] };
    const planted: Value = Object.freeze({ ...exp(x), op });
    expect(() => grad(reduceSum(planted), [x])).toThrow('gives [] for an input [2, 3]');
  });
});

describe('a scan', () => {
  const w = input('w', [3]);
  const body = makeGraph('body', [w, x], { next: add(w, reduceSum(x, [0])), wrong: x });

  test('knows the role of each input and output', () => {
    const scan = makeScan(body, { w: 'next' }, ['x']);
    expect(scan.shared).toEqual([]);
    expect(scan.collected).toEqual(['wrong']);
  });

  test('keeps the type of what it carries', () => {
    expect(() => makeScan(body, { w: 'wrong' }, ['x'])).toThrow(
      '"w" must keep its type over a step. It begins as float32[3] and ends as float32[2, 3].',
    );
    expect(() => makeScan(body, { w: 'next' }, ['w'])).toThrow('"w" has two roles');
    expect(() => makeScan(body, { v: 'next' }, [])).toThrow('"v" is not an input');
  });
});
