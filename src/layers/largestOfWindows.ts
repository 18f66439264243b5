// shared within this room
import type { Value } from '../graph/types.ts';
import { maxPool2d } from '../ops/pool/maxPool2d.ts';
import { slidingMaxPool2d } from '../ops/pool/slidingMaxPool2d.ts';

/** Largest element of each window, by the op whose gradient is the faster one where windows tile the picture. */
export function largestOfWindows(x: Value, options: Parameters<typeof slidingMaxPool2d>[1]): Value {
  const { poolSize, strides, pads = [] } = options;
  const tiles = poolSize.every((size, i) => size === strides[i]) && pads.every((count) => count === 0);
  return tiles ? maxPool2d(x, poolSize) : slidingMaxPool2d(x, options);
}
