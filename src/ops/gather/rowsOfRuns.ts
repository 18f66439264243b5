// shared within this room
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { add } from '../elementwise/add.ts';

/** Indices [runs, I…] into the `rows` of each run, as indices into the rows of all runs end to end. */
export function rowsOfRuns(indices: Value, rows: number): Value {
  const [runs, ...others] = indices.shape as readonly number[];
  const starts = Int32Array.from({ length: runs! }, (_, run) => run * rows);
  return add(indices, constant(starts, [runs!, ...others.map(() => 1)], 'int32'));
}
