import { expect, test } from 'vitest';
import { lowerGraph } from './lower.ts';
import { seededDraw } from '../../test/helpers/draw.ts';
import { makeGraph } from '../graph/graph.ts';
import { input } from '../graph/value.ts';
import { slice } from '../ops/movement/slice.ts';
import { split } from '../ops/movement/split.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { interpret } from '../runtime/reference.ts';
import { float32 } from '../runtime/runtime.ts';

const x = input('x', [2, 6]);
const array = seededDraw('tilings').real([2, 6]);
const named = (values: ReturnType<typeof split>) =>
  makeGraph('cut', [x], Object.fromEntries(values.map((value, i) => [`piece${i}`, value])));
const opTypes = (values: ReturnType<typeof split>) =>
  lowerGraph(named(values)).graph.nodes.map(({ opType }) => opType);

test('slices side by side are one Split, in whatever order they are asked for', async () => {
  const pieces = split(x, [1, 3, 2], 1).reverse();
  expect(opTypes(pieces)).toEqual(['Split']);
  const program = await nodeRuntime().compile(named(pieces));
  const results = await program.run({ x: float32(array.data, [2, 6]) });
  const wanted = interpret(named(pieces), { x: array });
  for (const [name, { data, shape }] of Object.entries(wanted)) {
    expect(results[name]!.shape).toEqual(shape);
    expect([...results[name]!.data]).toEqual([...Float32Array.from(data)]);
  }
  await program.dispose();
});

test.each([
  ['overlap', [slice(x, 1, { count: 4 }), slice(x, 1, { start: 3, count: 3 })]],
  ['leave a gap', [slice(x, 1, { count: 2 }), slice(x, 1, { start: 3, count: 3 })]],
  ['end early', [slice(x, 1, { count: 2 }), slice(x, 1, { start: 2, count: 2 })]],
  ['begin late', [slice(x, 1, { start: 1, count: 2 }), slice(x, 1, { start: 3, count: 3 })]],
  ['cut two axes', [slice(x, 0, { count: 1 }), slice(x, 1, { start: 1, count: 5 })]],
  ['skip', [slice(x, 1, { count: 3, step: 2 }), slice(x, 1, { start: 3, count: 3 })]],
  ['go backwards', [slice(x, 1, { count: 3 }), slice(x, 1, { start: 5, count: 3, step: -1 })]],
])('slices that %s stay slices', (_, pieces) => {
  expect(opTypes(pieces)).toEqual(['Slice', 'Slice']);
});
