import type { Layer, ParameterSpecs } from './layer.ts';
import { sequenceShape } from './sequence.ts';
import { constant } from '../graph/value.ts';
import { add } from '../ops/elementwise/add.ts';
import { OptionError } from '../util/errors.ts';
import type { Shape } from '../util/shape.ts';

export interface PositionalEmbeddingOptions {
  /** `learned`: a trained vector for each position; `sinusoidal`: fixed waves. Default `learned`. */
  readonly kind?: 'learned' | 'sinusoidal';
  /** Learned vectors begin as U(±initialRange). Default 0.02. */
  readonly initialRange?: number;
}

/**
 * Adds to each position of a sequence a vector that says which it is, since attention does not see order.
 *
 *     y[n, l] = x[n, l] + p[l],   sinusoidal: p[l, 2i] = sin(l / 10000^(2i/D)), p[l, 2i + 1] = cos(l / 10000^(2i/D))
 *
 * Shapes: x [N, L, D] → the same; learned: table [L, D].
 *
 * @throws {OptionError} an unknown kind, or a range not above 0. @throws {ShapeError} the input is not [N, L, D].
 * @see Vaswani et al. 2017, arXiv:1706.03762.
 */
export function positionalEmbedding(options: PositionalEmbeddingOptions = {}): Layer {
  const { kind = 'learned', initialRange = 0.02 } = options;
  if (kind !== 'learned' && kind !== 'sinusoidal')
    throw new OptionError(
      `positionalEmbedding: kind must be learned or sinusoidal. Received kind=${String(kind)}.`,
    );
  if (!(initialRange > 0 && Number.isFinite(initialRange)))
    throw new OptionError(
      `positionalEmbedding: initialRange must be above 0. Received initialRange=${initialRange}.`,
    );
  const sizes = (shape: Shape) => sequenceShape('positionalEmbedding', shape).slice(1) as [number, number];
  return Object.freeze({
    name: 'positionalEmbedding',
    options: Object.freeze({ kind, initialRange }),
    exampleShape: [2, 5, 4],
    outputShape(shape: Shape) {
      sizes(shape);
      return shape;
    },
    parameters(shape: Shape): ParameterSpecs {
      if (kind === 'sinusoidal') return {};
      return {
        table: {
          shape: sizes(shape),
          initializer: { kind: 'uniform', limit: initialRange },
          trainable: true,
          penalized: false,
        },
      };
    },
    apply(x, context) {
      const [length, depth] = sizes(x.shape);
      if (kind === 'learned') return add(x, context.parameter('table'));
      const waves = Float64Array.from({ length: length * depth }, (_, i) => {
        const [position, column] = [Math.floor(i / depth), i % depth];
        const angle = position / 10000 ** ((column - (column % 2)) / depth);
        return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
      });
      return add(x, constant(waves, [length, depth]));
    },
  } satisfies Layer);
}
