import { expect, test } from 'vitest';
import { scatterAdd } from './scatterAdd.ts';
import { makeGraph } from '../../graph/graph.ts';
import { input } from '../../graph/value.ts';
import { lowerGraph } from '../../onnx/lower.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { float32, int32 } from '../../runtime/runtime.ts';
import { ShapeError } from '../../util/errors.ts';

test('adds every update on several threads, however often they meet in a row', async () => {
  const [count, rows, width] = [20_000, 2, 100];
  const updates = input('updates', [count, width]);
  const indices = input('indices', [count], 'int32');
  const graph = makeGraph('scatter', [updates, indices], { sums: scatterAdd(updates, indices, rows) });
  // More elements a node than this and onnxruntime's threads lose updates, where it has a core for each.
  const { nodes } = lowerGraph(graph).graph;
  expect(nodes.filter(({ opType }) => opType === 'ScatterND')).toHaveLength((count * width) / 200_000);
  const program = await nodeRuntime({ threads: 4 }).compile(graph);
  const feeds = {
    updates: float32(new Float32Array(count * width).fill(1), [count, width]),
    indices: int32(
      Int32Array.from({ length: count }, (_, i) => i % rows),
      [count],
    ),
  };
  for (let run = 0; run < 10; run++) {
    const { sums } = await program.run(feeds);
    expect(new Set(sums!.data)).toEqual(new Set([count / rows]));
  }
  await program.dispose();
});

test('refuses rows of another shape to add to', () => {
  expect(() => scatterAdd(input('x', [4, 3]), input('i', [4], 'int32'), 5, input('onto', [5, 2]))).toThrow(
    ShapeError,
  );
});
