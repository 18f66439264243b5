import type { CaseDraw, NdArray } from '../../src/graph/types.ts';
import { elementCount } from '../../src/util/shape.ts';
import { randomKey, uniformAt } from '../../src/util/random.ts';

/** Random cases from a seed: the same tensors in every run of the suite. */
export function seededDraw(...seed: (number | string)[]): CaseDraw {
  const key = randomKey(...seed);
  let counter = 0;
  const next = () => uniformAt(key, counter++);
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const real = (shape: readonly number[], low = -2, high = 2): NdArray => ({
    dtype: 'float32',
    shape,
    // Rounded to float32, so that both runtimes get exactly the same input.
    data: Float64Array.from({ length: elementCount(shape) }, () => Math.fround(low + next() * (high - low))),
  });
  return {
    int,
    real,
    shape: (rank) => Array.from({ length: rank }, () => int(1, 4)),
    index: (shape, below) => ({
      dtype: 'int32',
      shape,
      data: Int32Array.from({ length: elementCount(shape) }, () => int(0, below - 1)),
    }),
    bool: (shape) => ({
      dtype: 'bool',
      shape,
      data: Uint8Array.from({ length: elementCount(shape) }, () => int(0, 1)),
    }),
  };
}
