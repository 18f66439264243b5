import { dense } from './dense.ts';
import { checkedRate, dropMask } from './dropMask.ts';
import { innerContext, prefixed, type Layer } from './layer.ts';
import { checkedCounts, maskOfSequence, sequenceShape } from './sequence.ts';
import type { Value } from '../graph/types.ts';
import { withScope } from '../graph/value.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { transpose } from '../ops/movement/transpose.ts';
import { softmax } from '../ops/normalize/softmax.ts';
import { ShapeError } from '../util/errors.ts';
import { shapeText, type Shape } from '../util/shape.ts';

export interface MultiHeadAttentionOptions {
  /** Number of heads; it divides the depth. */
  readonly heads: number;
  /** Share of the attention weights that is dropped in training, in [0, 1). Default 0. */
  readonly rate?: number;
}

/** Added to the score of a padded position: its weight becomes exactly 0. */
const excluded = 1e9;

/**
 * Scaled dot-product self-attention of several heads: each position takes from all positions what answers its query.
 *
 *     headᵢ = softmax(Qᵢ·Kᵢᵀ / √(D/heads)) · Vᵢ,   y = [head₁ … head_h] · W + b;   Q, K and V are dense in x
 *
 * Shapes: x [N, L, D] → the same. Parameters: `query`, `key`, `value` and `output`, each kernel [D, D] and bias [D]; keys
 * have no bias, unlike PyTorch's: it would add one number to all scores of a query, which the softmax does not see.
 * Positions that the layers before know as padding are not attended to; where an example is all padding, all are.
 *
 * @throws {OptionError} `heads` not a positive integer, or `rate` outside [0, 1).
 * @throws {ShapeError} the input is not [N, L, D], or the heads do not divide D.
 * @see Vaswani et al. 2017, arXiv:1706.03762.
 */
export function multiHeadAttention({ heads, rate = 0 }: MultiHeadAttentionOptions): Layer {
  checkedCounts('multiHeadAttention', { heads });
  checkedRate('multiHeadAttention', rate);
  const sizes = (shape: Shape) => {
    const [batch, length, depth] = sequenceShape('multiHeadAttention', shape);
    if (depth % heads !== 0)
      throw new ShapeError(
        `multiHeadAttention: ${heads} heads must divide the depth. Received ${shapeText(shape)}.`,
      );
    return { batch, length, depth };
  };
  const projection = (name: string, depth: number) =>
    dense({ units: depth, useBias: name !== 'key', kernelInitializer: 'glorotUniform' });
  return Object.freeze({
    name: 'multiHeadAttention',
    options: Object.freeze({ heads, rate }),
    exampleShape: [2, 3, 2 * heads],
    outputShape(shape: Shape) {
      sizes(shape);
      return shape;
    },
    parameters(shape: Shape) {
      const { depth } = sizes(shape);
      return Object.assign(
        {},
        ...['query', 'key', 'value', 'output'].map((name) =>
          prefixed(name, projection(name, depth).parameters(shape)),
        ),
      );
    },
    apply(x, context) {
      const { batch, length, depth } = sizes(x.shape);
      const projected = (name: string, from: Value) =>
        withScope(name, () => projection(name, depth).apply(from, innerContext(context, name)));
      /** [N, L, D] → [N, heads, L, D/heads]. */
      const split = (value: Value) =>
        transpose(reshape(value, [batch, length, heads, depth / heads]), [0, 2, 1, 3]);
      const query = split(mul(projected('query', x), Math.sqrt(heads / depth)));
      const scores = matmul(query, split(projected('key', x)), { transposeB: true });
      const mask = maskOfSequence('multiHeadAttention', x, context);
      const allowed = mask
        ? add(scores, reshape(mul(sub(mask, 1), excluded), [mask.shape[0]!, 1, 1, length]))
        : scores;
      const weights = softmax(allowed);
      const kept = dropMask(weights, weights.shape, rate, context);
      const mixed = matmul(kept, split(projected('value', x)));
      return projected('output', reshape(transpose(mixed, [0, 2, 1, 3]), [batch, length, depth]));
    },
  } satisfies Layer);
}
