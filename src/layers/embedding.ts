import type { Layer } from './layer.ts';
import { checkedCounts } from './sequence.ts';
import type { Value } from '../graph/types.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { equal } from '../ops/elementwise/equal.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { gather } from '../ops/gather/gather.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, staticDim, type Shape } from '../util/shape.ts';

export interface EmbeddingOptions {
  /** Number of different tokens; their numbers are 0 to vocabulary − 1. */
  readonly vocabulary: number;
  /** Numbers that stand for one token. */
  readonly units: number;
  /**
   * The number that fills up short sequences, or null where none does. Its vector is zero and is not trained, and the
   * layers behind this one leave its positions out. Default null.
   */
  readonly padding?: number | null;
  /** Vectors begin as U(±initialRange). Default √(3/units), so that their length begins near 1. */
  readonly initialRange?: number;
  /** Whether the table is trained. Default true. */
  readonly trainable?: boolean;
  /** What the vectors begin as instead, [vocabulary, units]: pretrained ones. */
  readonly values?: Float32Array;
}

/**
 * A vector for each token, looked up in a trained table.
 *
 *     y[n, l] = table[x[n, l]],   zero where x[n, l] = padding
 *
 * Shapes: x int32 [N, L] → y [N, L, units]; table [vocabulary, units]. A number outside the table is a fault of the data,
 * which `fit` checks; onnxruntime refuses it too.
 *
 * @throws {OptionError} a count that is not a positive integer, `padding` outside the vocabulary, a range not above 0.
 * @throws {ShapeError} the input is not int32 [N, L].
 * @example sequential(embedding({ vocabulary: 10000, units: 100, padding: 0 }), meanOverTime(), dense({ units: 2 }))
 */
export function embedding(options: EmbeddingOptions): Layer {
  const { vocabulary, units, padding = null, trainable = true, values } = options;
  checkedCounts('embedding', { vocabulary, units });
  const { initialRange = Math.sqrt(3 / units) } = options;
  if (!(initialRange > 0 && Number.isFinite(initialRange)))
    throw new OptionError(`embedding: initialRange must be above 0. Received initialRange=${initialRange}.`);
  if (padding !== null && !(Number.isInteger(padding) && padding >= 0 && padding < vocabulary))
    throw new OptionError(
      `embedding: padding must be a number in [0, ${vocabulary}), or null. Received padding=${padding}.`,
    );
  if (values && values.length !== vocabulary * units)
    throw new OptionError(
      `embedding: values must be ${vocabulary} vectors of ${units} numbers. Received ${values.length} numbers.`,
    );
  const checked = (shape: Shape): Shape => {
    if (shape.length !== 2)
      throw new ShapeError(`embedding: the input must be int32 [N, L]. Received ${shapeText(shape)}.`);
    staticDim(shape, 1, 'embedding');
    return shape;
  };
  const maskOf = (x: Value): Value | undefined =>
    padding === null ? undefined : sub(1, cast(equal(x, padding), 'float32'));
  return Object.freeze({
    name: 'embedding',
    options: Object.freeze({ vocabulary, units, padding, initialRange, trainable }),
    inputType: 'int32',
    exampleShape: [2, 4],
    outputShape: (shape: Shape) => [...checked(shape), units],
    parameters: () => ({
      table: {
        shape: [vocabulary, units],
        initializer: values
          ? { kind: 'given' as const, values }
          : { kind: 'uniform' as const, limit: initialRange },
        trainable,
        penalized: trainable,
        // The vector of a word is what is held together.
        unitAxis: 0,
      },
    }),
    maskOf,
    apply(x, context) {
      const shape = checked(x.shape);
      if (x.dtype !== 'int32')
        throw new ShapeError(`embedding: the input must be int32 [N, L]. Received ${x.dtype}.`);
      const vectors = gather(context.parameter('table'), x);
      const mask = maskOf(x);
      return mask ? mul(vectors, reshape(mask, [...shape, 1])) : vectors;
    },
  } satisfies Layer);
}
