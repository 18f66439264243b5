import type { Layer } from './layer.ts';
import type { Value } from '../graph/types.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { concat } from '../ops/movement/concat.ts';
import { slice } from '../ops/movement/slice.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, staticDim, type Shape } from '../util/shape.ts';

/** Where one column of categories stands among the features, one-of-many. */
export interface CategoryBlock {
  /** Index of its first feature. */
  readonly start: number;
  /** Number of categories. */
  readonly count: number;
}

export interface CategoryEmbeddingOptions {
  /** The columns in the order of their features, each with the length of its vectors. */
  readonly blocks: readonly (CategoryBlock & { readonly units: number })[];
}

/**
 * Replaces each column of categories, one-of-many, by a learned vector a category; numbers pass.
 *
 *     y[block k] = x[block k] · Eₖ: the row of Eₖ that belongs to the category
 *
 * Shapes: x [N, features] → [N, features − Σ countₖ + Σ unitsₖ], in the order of the features; Eₖ [countₖ, unitsₖ] is the
 * parameter `embedding<k>`. A category that training did not know is zeros in x and becomes zeros.
 * Each vector begins with a squared length of 2 in the mean, whatever `units` is, as a column of two standard numbers.
 *
 * @throws {OptionError} blocks that overlap, are out of order, or have no category or unit.
 * @throws {ShapeError} the input is not [N, features] with all blocks inside.
 * @example categoryEmbedding({ blocks: [{ start: 2, count: 12, units: 6 }] })
 * @see Guo and Berkhahn 2016, arXiv:1604.06737.
 */
export function categoryEmbedding({ blocks }: CategoryEmbeddingOptions): Layer {
  let end = 0;
  for (const { start, count, units } of blocks) {
    const whole = [start, count, units].every(Number.isInteger);
    if (!whole || start < end || count < 1 || units < 1)
      throw new OptionError(
        `categoryEmbedding: blocks must be in order, apart from one another, of 1 category and 1 unit or more. ` +
          `Received ${JSON.stringify({ start, count, units })} where ${end} features are taken.`,
      );
    end = start + count;
  }
  const widthOf = (shape: Shape): number => {
    const width = shape.length === 2 ? staticDim(shape, 1, 'categoryEmbedding') : 0;
    if (shape.length !== 2 || width < end)
      throw new ShapeError(
        `categoryEmbedding: the input must be [N, features] with ${end} features or more. Received ${shapeText(shape)}.`,
      );
    return width;
  };
  const saved = blocks.reduce((sum, { count, units }) => sum + count - units, 0);
  return Object.freeze({
    name: 'categoryEmbedding',
    options: Object.freeze({ blocks }),
    exampleShape: [3, end + 1],
    outputShape: (shape: Shape) => [shape[0]!, widthOf(shape) - saved],
    parameters: (shape: Shape) => {
      widthOf(shape);
      return Object.fromEntries(
        blocks.map(({ count, units }, k) => [
          `embedding${k}`,
          {
            shape: [count, units],
            initializer: { kind: 'heUniform' as const, fanIn: units },
            trainable: true,
            penalized: true,
            unitAxis: 0,
          },
        ]),
      );
    },
    apply(x, context) {
      const width = widthOf(x.shape);
      const parts: Value[] = [];
      let done = 0;
      const pass = (to: number) => {
        if (to > done) parts.push(slice(x, 1, { start: done, count: to - done }));
      };
      blocks.forEach(({ start, count }, k) => {
        pass(start);
        parts.push(matmul(slice(x, 1, { start, count }), context.parameter(`embedding${k}`)));
        done = start + count;
      });
      pass(width);
      return parts.length === 1 ? parts[0]! : concat(parts, 1);
    },
  } satisfies Layer);
}
