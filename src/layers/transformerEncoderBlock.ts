import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { checkedRate } from './dropMask.ts';
import { gelu } from './gelu.ts';
import { innerContext, prefixed, type Layer, type LayerContext } from './layer.ts';
import { layerNorm } from './layerNorm.ts';
import { multiHeadAttention } from './multiHeadAttention.ts';
import { checkedCounts, checkedEpsilon, sequenceShape } from './sequence.ts';
import type { Value } from '../graph/types.ts';
import { withScope } from '../graph/value.ts';
import { add } from '../ops/elementwise/add.ts';
import type { Shape } from '../util/shape.ts';

export interface TransformerEncoderBlockOptions {
  /** Number of attention heads; it divides the depth. */
  readonly heads: number;
  /** Width of the feed-forward part. Default 4 times the depth. */
  readonly feedForwardUnits?: number;
  /** Dropout rate of attention weights, of the feed-forward part, and of what is added to x, in [0, 1). Default 0. */
  readonly rate?: number;
  /** Whether normalization stands before each part, which trains more steadily, or after the addition. Default true. */
  readonly preNorm?: boolean;
  /** Added to the variance in normalization. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * One block of a transformer encoder: attention between positions, then two dense layers at each position.
 *
 *     preNorm:  x ← x + attention(norm₁(x)),   y = x + project(gelu(expand(norm₂(x))))
 *     else:     x ← norm₁(x + attention(x)),   y = norm₂(x + project(gelu(expand(x))))
 *
 * Shapes: x [N, L, D] → the same.
 *
 * @throws {OptionError} a count that is not a positive integer, a rate outside [0, 1), an epsilon not above 0.
 * @throws {ShapeError} the input is not [N, L, D], or the heads do not divide D.
 * @example sequential(positionalEmbedding(), transformerEncoderBlock({ heads: 4, rate: 0.1 }), meanOverTime())
 * @see Vaswani et al. 2017, arXiv:1706.03762; Xiong et al. 2020, arXiv:2002.04745, on preNorm.
 */
export function transformerEncoderBlock(options: TransformerEncoderBlockOptions): Layer {
  const { heads, feedForwardUnits, rate = 0, preNorm = true, epsilon = 1e-5 } = options;
  checkedCounts('transformerEncoderBlock', {
    heads,
    ...(feedForwardUnits !== undefined && { feedForwardUnits }),
  });
  checkedRate('transformerEncoderBlock', rate);
  checkedEpsilon('transformerEncoderBlock', epsilon);
  const attention = multiHeadAttention({ heads, rate });
  const norm = layerNorm({ epsilon });
  const drop = dropout({ rate });
  const partsOf = (shape: Shape) => {
    const [, , depth] = sequenceShape('transformerEncoderBlock', attention.outputShape(shape));
    const units = feedForwardUnits ?? 4 * depth;
    return {
      norm1: norm,
      attention,
      norm2: norm,
      expand: dense({ units }),
      project: dense({ units: depth, kernelInitializer: 'glorotUniform' }),
    };
  };
  return Object.freeze({
    name: 'transformerEncoderBlock',
    options: Object.freeze({
      heads,
      ...(feedForwardUnits !== undefined && { feedForwardUnits }),
      rate,
      preNorm,
      epsilon,
    }),
    exampleShape: [2, 3, 2 * heads],
    outputShape: (shape: Shape) => attention.outputShape(shape),
    parameters(shape: Shape) {
      const parts = partsOf(shape);
      const wide = [...shape.slice(0, -1), parts.expand.outputShape(shape).at(-1)!];
      return Object.assign(
        {},
        ...Object.entries(parts).map(([name, part]) =>
          prefixed(name, part.parameters(name === 'project' ? wide : shape)),
        ),
      );
    },
    apply(x, context) {
      const parts = partsOf(x.shape);
      const use = (name: string, layer: Layer, value: Value) => applied(name, layer, value, context);
      const attended = (value: Value) => use('dropout1', drop, use('attention', parts.attention, value));
      const mapped = (value: Value) => {
        const hidden = use('gelu', gelu(), use('expand', parts.expand, value));
        return use('dropout3', drop, use('project', parts.project, use('dropout2', drop, hidden)));
      };
      const norm1 = (value: Value) => use('norm1', parts.norm1, value);
      const norm2 = (value: Value) => use('norm2', parts.norm2, value);
      if (preNorm) {
        const between = add(x, attended(norm1(x)));
        return add(between, mapped(norm2(between)));
      }
      const between = norm1(add(x, attended(x)));
      return norm2(add(between, mapped(between)));
    },
  } satisfies Layer);
}

const applied = (name: string, layer: Layer, x: Value, context: LayerContext): Value =>
  withScope(name, () => layer.apply(x, innerContext(context, name)));
