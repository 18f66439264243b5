// shared within this room
import { entryMatrix, isAffine, type PlaneMap } from './planeMap.ts';
import type { Value } from '../../graph/types.ts';
import { affineSample } from '../../ops/image/affineSample.ts';
import { alignedSample } from '../../ops/image/alignedSample.ts';
import { projectiveSample } from '../../ops/image/projectiveSample.ts';
import { reshape } from '../../ops/movement/reshape.ts';

/** Pixels a side up to which a product an axis is faster than sampling; its weights take the square of a side. */
const longestAligned = 512;

/**
 * Pictures under a map, bilinearly, in the cheapest way that the map's form allows: axis by axis where it only mirrors,
 * scales and moves, else on an affine grid, else on a projective one.
 *
 * Beyond the border the border's pixel repeats, whichever way. Zeros, which in standardized pictures are the mean, would
 * draw an edge where the picture ends, and such edges are in no picture that the network meets later.
 *
 * Shapes: [N, C, H, W] → the same.
 */
export function resample(pictures: Value, map: PlaneMap, batch: number): Value {
  const { a, b, c, d, e, f, g = 0, h = 0, i = 1 } = map;
  if (!isAffine(map)) return projectiveSample(pictures, entryMatrix([a, b, c, d, e, f, g, h, i], batch));
  const [height, width] = pictures.shape.slice(2) as [number, number];
  if (b === 0 && d === 0 && Math.max(height, width) <= longestAligned)
    return alignedSample(pictures, { x: { scale: a, offset: c }, y: { scale: e, offset: f } });
  return affineSample(pictures, reshape(entryMatrix([a, b, c, d, e, f], batch), [batch, 2, 3]));
}
