import type { Layer } from './layer.ts';
import { checkedCounts, maskOfSequence, sequenceShape } from './sequence.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { pad } from '../ops/movement/pad.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { slice } from '../ops/movement/slice.ts';
import { gru as recur } from '../ops/recurrent/gru.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import type { Shape } from '../util/shape.ts';

export interface GruOptions {
  /** Length of the state. */
  readonly units: number;
  /** Whether the states of all positions come back, or the last one only. Default false. */
  readonly returnSequences?: boolean;
}

/**
 * Gated recurrent unit: reads a sequence from its beginning, and keeps what it needs in a state that starts as zeros.
 *
 *     z = σ(x·Wz + bz + h·Uz + cz),   r = σ(x·Wr + br + h·Ur + cr),   ĥ = tanh(x·Wh + bh + r ⊙ (h·Uh + ch))
 *     h ← (1 − z) ⊙ ĥ + z ⊙ h
 *
 * Shapes: x [N, L, D] → y [N, units], the last state, or [N, L, units]. kernel W [D, 3·units], recurrentKernel U
 * [units, 3·units], bias b and recurrentBias c [3·units], the gates in the order z, r, ĥ.
 * Where the layers before know padding, the last state is that of the last real position. Padding must then stand at the
 * end: in the middle or at the beginning it is read like a token, as in PyTorch and unlike in Keras.
 *
 * @throws {OptionError} `units` not a positive integer. @throws {ShapeError} the input is not [N, L, D].
 * @example sequential(embedding({ vocabulary: 5000, units: 32, padding: 0 }), gru({ units: 32 }), dense({ units: 2 }))
 * PyTorch orders the gates r, z, n; otherwise the numbers are those of torch.nn.GRU.
 * @see Cho et al. 2014, arXiv:1406.1078.
 */
export function gru({ units, returnSequences = false }: GruOptions): Layer {
  checkedCounts('gru', { units });
  const sizes = (shape: Shape) => sequenceShape('gru', shape);
  return Object.freeze({
    name: 'gru',
    options: Object.freeze({ units, returnSequences }),
    exampleShape: [2, 4, 3],
    outputShape(shape: Shape) {
      const [batch, length] = sizes(shape);
      return returnSequences ? [batch, length, units] : [batch, units];
    },
    parameters(shape: Shape) {
      const [, , depth] = sizes(shape);
      const matrix = (rows: number) => ({
        shape: [rows, 3 * units],
        initializer: { kind: 'glorotUniform' as const, fanIn: rows, fanOut: units },
        trainable: true,
        penalized: true,
      });
      const vector = {
        shape: [3 * units],
        initializer: { kind: 'zeros' as const },
        trainable: true,
        penalized: false,
      };
      return { kernel: matrix(depth), recurrentKernel: matrix(units), bias: vector, recurrentBias: vector };
    },
    apply(x, context) {
      const [batch, length] = sizes(x.shape);
      const states = recur(
        x,
        context.parameter('kernel'),
        context.parameter('recurrentKernel'),
        context.parameter('bias'),
        context.parameter('recurrentBias'),
      );
      if (returnSequences) return states;
      const mask = maskOfSequence('gru', x, context);
      if (!mask || length === 1)
        return reshape(slice(states, 1, { start: length - 1, count: 1 }), [batch, units]);
      // 1 at the last real position: there the mask falls to the 0 that follows.
      const next = pad(slice(mask, 1, { start: 1, count: length - 1 }), 1, { after: 1 });
      const last = mul(mask, sub(1, next));
      return reduceSum(mul(states, reshape(last, [...mask.shape, 1])), [1]);
    },
  } satisfies Layer);
}
