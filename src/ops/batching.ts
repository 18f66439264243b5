// shared within this room
import type { Batching, Value } from '../graph/types.ts';
import { broadcastTo } from './movement/broadcastTo.ts';
import { reshape } from './movement/reshape.ts';

/**
 * The inputs of several runs, so shaped that they broadcast as the inputs of one run do: behind the leading axis of runs
 * stand axes of 1 where another input of `node` has more axes.
 */
export function alignedInputs(node: Value, { inputs, isBatched, count }: Batching): Value[] {
  const rank = Math.max(node.shape.length, ...node.inputs.map(({ shape }) => shape.length));
  return inputs.map((value, i) => {
    const own = node.inputs[i]!.shape;
    if (!isBatched[i]) return value;
    return reshape(value, [count, ...new Array<number>(rank - own.length).fill(1), ...own]);
  });
}

/** Input i with the leading axis of runs: the same for each run where it does not differ by run. */
export function withRuns({ inputs, isBatched, count }: Batching, i: number): Value {
  const value = inputs[i]!;
  return isBatched[i] ? value : broadcastTo(value, [count, ...(value.shape as readonly number[])]);
}
