import { gridSample } from './gridSample.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { div } from '../elementwise/div.ts';
import { maximum } from '../elementwise/maximum.ts';
import { matmul } from '../matmul/matmul.ts';
import { reshape } from '../movement/reshape.ts';
import { slice } from '../movement/slice.ts';
import { staticShape } from '../../util/shape.ts';

/** Denominators nearer to 0, or beyond it, stand for points at the horizon: far outside every picture. */
const nearest = 1e-3;

/**
 * Each picture resampled bilinearly under its own projective map; beyond the border the border's pixel repeats.
 *
 *     (u, v) ↦ (a·u + b·v + c, d·u + e·v + f) / (g·u + h·v + i)
 *
 * The map takes a point of the result to the point of x whose value it shows, in coordinates that run from −1 to 1
 * between the outer edges. Shapes: x [N, C, H, W], matrix [N, 9] → [N, C, H, W].
 */
export function projectiveSample(x: Value, matrix: Value): Value {
  const [batch, , height, width] = staticShape(x.shape, 'projectiveSample') as [
    number,
    number,
    number,
    number,
  ];
  const count = height * width;
  const points = Array.from({ length: count }, (_, at) => [
    (2 * (at % width) + 1) / width - 1,
    (2 * Math.floor(at / width) + 1) / height - 1,
    1,
  ]);
  // One product makes both numerators of each point side by side, as sampling takes them: row k·3 + m of the constant
  // is coordinate m of the points at place k of each pair.
  const pairs = constant(
    Float64Array.from({ length: 6 * count * 2 }, (_, at) => {
      const [row, column] = [Math.floor(at / (2 * count)), at % (2 * count)];
      return column % 2 === Math.floor(row / 3) ? points[column >> 1]![row % 3]! : 0;
    }),
    [6, 2 * count],
  );
  const singles = constant(
    Float64Array.from({ length: 3 * count }, (_, at) => points[at % count]![Math.floor(at / count)]!),
    [3, count],
  );
  const numerators = reshape(matmul(slice(matrix, 1, { count: 6 }), pairs), [batch, height, width, 2]);
  const denominators = reshape(matmul(slice(matrix, 1, { start: 6, count: 3 }), singles), [
    batch,
    height,
    width,
    1,
  ]);
  return gridSample(x, div(numerators, maximum(denominators, nearest)));
}
