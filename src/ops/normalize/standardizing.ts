// shared within this room
import type { Lowering, NdArray, TensorType } from '../../graph/types.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, stridesOf, type Shape } from '../../util/shape.ts';
import { lowerDownRows, rowsBefore } from '../reduce/downRows.ts';
import { keptShape } from '../reduce/reduction.ts';

/** Over which axes mean and variance are taken, ascending, and what is added to the variance. */
export interface Standardizing {
  readonly axes: readonly number[];
  readonly epsilon: number;
}

/** The axes of x but the feature axis 1: those that batch normalization is over. */
export const batchAxes = (shape: Shape): number[] => shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));

/** Checks what is standardized. @throws {ShapeError} no float32, no axis, an axis outside, or an epsilon not above 0. */
export function checkStandardizing(name: string, x: TensorType, { axes, epsilon }: Standardizing): void {
  if (x.dtype !== 'float32' || axes.length === 0 || axes.some((axis) => axis >= x.shape.length))
    throw new ShapeError(
      `${name}: the input must be float32 with the axes [${axes.join(', ')}]. Received ${x.dtype}${shapeText(x.shape)}.`,
    );
  if (!(epsilon > 0)) throw new ShapeError(`${name}: epsilon must be above 0. Received ${epsilon}.`);
}

const isTrailing = (axes: readonly number[], rank: number) =>
  axes.every((axis, i) => axis === rank - axes.length + i);
const isLeading = (axes: readonly number[]) => axes.every((axis, i) => axis === i);

/** Names of the lowered results; statistics have the shape `kept` names. Made on demand, each once. */
export interface LoweredStandardizing {
  standardized(): string;
  mean(): Statistic;
  variance(): Statistic;
  inverseDeviation(): Statistic;
}

/** A lowered statistic: with reduced axes kept as 1, without them, or both alike (a flat vector is neither). */
export interface Statistic {
  readonly name: string;
  readonly form: 'kept' | 'removed';
}

/**
 * The ONNX form of standardizing x. Equal nodes are emitted once, so that ops that ask for different results of the
 * same standardizing share the work.
 *
 * Over the last axes it is one `LayerNormalization`, over all but axis 1 of a picture one `BatchNormalization` in
 * training mode (four times faster there than single nodes); else single nodes.
 */
export function lowerStandardizing(
  lowering: Lowering,
  x: string,
  shape: Shape,
  { axes, epsilon }: Standardizing,
): LoweredStandardizing {
  const rank = shape.length;
  const sizes = axes.map((axis) => shape[axis]!);
  const isStatic = sizes.every((size) => typeof size === 'number');
  const vector = (count: number, value: number) =>
    lowering.constant({ type: 'float32', dims: [count], data: new Float32Array(count).fill(value) });
  const rooted = (variance: string) =>
    lowering.emit('Sqrt', [lowering.emit('Add', [variance, lowering.float(epsilon)])]);

  const rows = rowsBefore(shape, axes);
  // The rows of each block, as several runs at once have them.
  const rowsOfBlock = axes.join() === '1' && rank === 3 ? rowsBefore(shape.slice(1), [0]) : undefined;
  const reduced = (of: string) => {
    if (rows)
      return lowering.emit('Reshape', [
        lowerDownRows(lowering, of, shape, rows, 1 / rows),
        lowering.ints([shape.at(-1) as number]),
      ]);
    if (rowsOfBlock) return lowerDownRows(lowering, of, shape.slice(1), rowsOfBlock, 1 / rowsOfBlock);
    // What broadcasts from the right as it is needs no axes of 1.
    return lowering.emit('ReduceMean', [of, lowering.ints(axes)], {
      keepdims: { int: Number(!isLeading(axes)) },
    });
  };
  const form = isLeading(axes) ? 'removed' : 'kept';
  const mean = () => reduced(x);
  const centred = () => lowering.emit('Sub', [x, mean()]);
  const variance = () => {
    const c = centred();
    return reduced(lowering.emit('Mul', [c, c]));
  };
  const inverse = () => lowering.emit('Reciprocal', [rooted(variance())]);
  const plain: LoweredStandardizing = {
    standardized: () => lowering.emit('Mul', [centred(), inverse()]),
    mean: () => ({ name: mean(), form }),
    variance: () => ({ name: variance(), form }),
    inverseDeviation: () => ({ name: inverse(), form }),
  };

  if (isTrailing(axes, rank) && isStatic) {
    const dims = sizes as number[];
    const scale = lowering.constant({
      type: 'float32',
      dims,
      data: new Float32Array(elementCount(dims)).fill(1),
    });
    const results = () =>
      lowering.emitAll('LayerNormalization', [x, scale], 3, {
        axis: { int: rank - axes.length },
        epsilon: { float: epsilon },
      });
    return {
      ...plain,
      standardized: () => results()[0]!,
      mean: () => ({ name: results()[1]!, form: 'kept' }),
      inverseDeviation: () => ({ name: results()[2]!, form: 'kept' }),
    };
  }
  const channels = shape[1];
  if (rank === 4 && typeof channels === 'number' && axes.join() === '0,2,3') {
    // With a momentum of 0 the "running" results are those of the batch, the variance the biased one. The kernel of
    // onnxruntime 1.30 writes them over its running inputs even where those are constants, so it gets scratch.
    const results = () => {
      const first = lowering.emit('Slice', [
        x,
        lowering.ints([0, 0, 0]),
        lowering.ints([1, 1, 1]),
        lowering.ints(axes),
      ]);
      const scratch = lowering.emit('Reshape', [first, lowering.ints([channels])]);
      return lowering.emitAll(
        'BatchNormalization',
        [x, vector(channels, 1), vector(channels, 0), scratch, lowering.emit('Neg', [scratch])],
        3,
        { training_mode: { int: 1 }, momentum: { float: 0 }, epsilon: { float: epsilon } },
      );
    };
    const batchVariance = () => results()[2]!;
    return {
      standardized: () => results()[0]!,
      mean: () => ({ name: results()[1]!, form: 'removed' }),
      variance: () => ({ name: batchVariance(), form: 'removed' }),
      inverseDeviation: () => ({
        name: lowering.emit('Reciprocal', [rooted(batchVariance())]),
        form: 'removed',
      }),
    };
  }
  return plain;
}

/** Standardized elements and statistics in float64. Two passes, so that a large mean costs no digits. */
export function evaluateStandardizing(
  x: NdArray,
  { axes, epsilon }: Standardizing,
): {
  standardized: Float64Array;
  mean: Float64Array;
  variance: Float64Array;
  inverseDeviation: Float64Array;
} {
  const kept = keptShape(x.shape, axes) as number[];
  const groups = elementCount(kept);
  const share = groups / Math.max(1, x.data.length);
  const [from, to] = [stridesOf(x.shape), stridesOf(kept)];
  const groupOf = Int32Array.from({ length: x.data.length }, (_, flat) => {
    let group = 0;
    for (let axis = 0; axis < from.length; axis++)
      if (!axes.includes(axis)) group += (Math.floor(flat / from[axis]!) % x.shape[axis]!) * to[axis]!;
    return group;
  });
  const mean = new Float64Array(groups);
  const variance = new Float64Array(groups);
  x.data.forEach((value, i) => (mean[groupOf[i]!]! += value * share));
  x.data.forEach((value, i) => (variance[groupOf[i]!]! += (value - mean[groupOf[i]!]!) ** 2 * share));
  const inverseDeviation = variance.map((v) => 1 / Math.sqrt(v + epsilon));
  const standardized = Float64Array.from(
    x.data,
    (value, i) => (value - mean[groupOf[i]!]!) * inverseDeviation[groupOf[i]!]!,
  );
  return { standardized, mean, variance, inverseDeviation };
}
