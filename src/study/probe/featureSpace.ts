// shared within this room
import type { FeaturePreparation } from '../../recipe/preparation.ts';

/** Points in rows, [size, width]. */
export interface Points {
  readonly values: Float32Array;
  readonly width: number;
}

/** Cells a side that pictures are brought to. */
const cells = 10;

/**
 * Weights [cells, side] that average a side's pixels into cells with overlap: a triangle as wide as two cells. What
 * moves by less than a cell changes little.
 */
function triangles(side: number, count: number): Float32Array {
  const weights = new Float32Array(count * side);
  const cell = side / count;
  for (let k = 0; k < count; k++) {
    const centre = (k + 0.5) * cell;
    let sum = 0;
    for (let i = 0; i < side; i++) {
      const weight = Math.max(0, 1 - Math.abs(i + 0.5 - centre) / cell);
      weights[k * side + i] = weight;
      sum += weight;
    }
    for (let i = 0; i < side; i++) weights[k * side + i]! /= sum;
  }
  return weights;
}

/**
 * Prepared examples as points in which near means alike: pictures blurred down to 10 by 10, rows of a table as they are.
 *
 * @param values [size, …] as the preparation makes them.
 */
export function featureSpace(values: Float32Array, size: number, features: FeaturePreparation): Points {
  if (features.kind !== 'image') return { values, width: values.length / size };
  const { channels, height, width } = features;
  const [rows, columns] = [Math.min(cells, height), Math.min(cells, width)];
  const [down, across] = [triangles(height, rows), triangles(width, columns)];
  const out = new Float32Array(size * channels * rows * columns);
  const half = new Float32Array(rows * width);
  for (let plane = 0; plane < size * channels; plane++) {
    const from = plane * height * width;
    half.fill(0);
    for (let r = 0; r < rows; r++)
      for (let i = 0; i < height; i++) {
        const weight = down[r * height + i]!;
        if (weight > 0)
          for (let j = 0; j < width; j++) half[r * width + j]! += weight * values[from + i * width + j]!;
      }
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        let sum = 0;
        for (let j = 0; j < width; j++) sum += across[c * width + j]! * half[r * width + j]!;
        out[(plane * rows + r) * columns + c] = sum;
      }
  }
  return { values: out, width: channels * rows * columns };
}
