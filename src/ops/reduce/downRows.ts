// shared within this room
import type { Lowering } from '../../graph/types.ts';
import { elementCount, type Shape } from '../../util/shape.ts';

/** Rows that a reduction over all axes but the last goes down, where they are known and few enough for a constant. */
export function rowsBefore(shape: Shape, axes: readonly number[]): number | undefined {
  if (shape.length < 2 || axes.length !== shape.length - 1 || axes.includes(shape.length - 1))
    return undefined;
  const dims = shape.filter((dim): dim is number => typeof dim === 'number');
  const rows = elementCount(dims.slice(0, -1));
  return dims.length === shape.length && rows >= 4 && rows <= 4096 ? rows : undefined;
}

/**
 * The sum down the rows of x times `weight`, as [1, columns]. Down rows onnxruntime's reductions do not vectorize; a
 * product with a row of equal numbers does, and takes about a third of the time.
 */
export function lowerDownRows(
  lowering: Lowering,
  x: string,
  shape: Shape,
  rows: number,
  weight: number,
): string {
  const row = lowering.constant({
    type: 'float32',
    dims: [1, rows],
    data: new Float32Array(rows).fill(weight),
  });
  const matrix =
    shape.length === 2 ? x : lowering.emit('Reshape', [x, lowering.ints([rows, shape.at(-1) as number])]);
  return lowering.emit('MatMul', [row, matrix]);
}
