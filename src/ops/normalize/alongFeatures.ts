// shared within this room
import type { Batching, Value } from '../../graph/types.ts';
import { reshape } from '../movement/reshape.ts';

/** Input i of several runs, a vector [C] or one a run, in the shape that broadcasts along axis 1 of `node` [N, C, …]. */
export function alongFeatures(node: Value, { inputs, isBatched, count }: Batching, i: number): Value {
  const vector = inputs[i]!;
  const features = [vector.shape.at(-1)!, ...node.shape.slice(2).map(() => 1)];
  return reshape(vector, isBatched[i] ? [count, 1, ...features] : features);
}
