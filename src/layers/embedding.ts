import type { Layer, ParameterSpecs } from './layer.ts';
import { checkedCounts } from './sequence.ts';
import type { Value } from '../graph/types.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { greater } from '../ops/elementwise/greater.ts';
import { where } from '../ops/elementwise/where.ts';
import { constant } from '../graph/value.ts';
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
  /**
   * Whether the vectors are trained: all, none, or those of so many first tokens. The others are a table of their own that
   * costs a step nothing but the look-up. Default true.
   */
  readonly trainable?: boolean | number;
  /** What the vectors begin as instead, [vocabulary, units]: pretrained ones. */
  readonly values?: Float32Array;
}

/** The vectors of tokens whose first `count` lie in one table and the others in another. */
function fromTwo(table: Value, rest: Value, x: Value, count: number): Value {
  const isRest = greater(x, count - 1);
  const zero = constant(0, [], 'int32');
  return where(
    reshape(isRest, [...x.shape, 1]),
    gather(rest, where(isRest, sub(x, count), zero)),
    gather(table, where(isRest, zero, x)),
  );
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
  const trained = typeof trainable === 'number' ? trainable : trainable ? vocabulary : 0;
  if (!Number.isInteger(trained) || trained < 0 || trained > vocabulary)
    throw new OptionError(
      `embedding: trainable must be true, false or a whole number up to ${vocabulary}. Received trainable=${trainable}.`,
    );
  const isSplit = trained > 0 && trained < vocabulary;
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
    parameters: (): ParameterSpecs => {
      const tableOf = (from: number, to: number, isTrained: boolean) => ({
        shape: [to - from, units],
        initializer: values
          ? { kind: 'given' as const, values: values.subarray(from * units, to * units) }
          : { kind: 'uniform' as const, limit: initialRange },
        trainable: isTrained,
        penalized: isTrained,
        // The vector of a word is what is held together.
        unitAxis: 0,
      });
      if (!isSplit) return { table: tableOf(0, vocabulary, trained > 0) };
      return { table: tableOf(0, trained, true), rest: tableOf(trained, vocabulary, false) };
    },
    maskOf,
    apply(x, context) {
      const shape = checked(x.shape);
      if (x.dtype !== 'int32')
        throw new ShapeError(`embedding: the input must be int32 [N, L]. Received ${x.dtype}.`);
      const vectors = isSplit
        ? fromTwo(context.parameter('table'), context.parameter('rest'), x, trained)
        : gather(context.parameter('table'), x);
      const mask = maskOf(x);
      return mask ? mul(vectors, reshape(mask, [...shape, 1])) : vectors;
    },
  } satisfies Layer);
}
