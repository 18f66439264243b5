// shared within this room
import type { NdArray, Value } from '../../graph/types.ts';
import { storage } from '../../graph/value.ts';
import { elementCount, stridesOf } from '../../util/shape.ts';
import type { ElementType } from '../../graph/types.ts';
import { reduceSum } from '../reduce/reduceSum.ts';
import { reshape } from '../movement/reshape.ts';
import { sameShape, staticShape } from '../../util/shape.ts';

/** Sums a cotangent over the axes along which `like` was broadcast: the gradient of broadcasting. */
export function unbroadcast(cotangent: Value, like: Value): Value {
  if (sameShape(cotangent.shape, like.shape)) return cotangent;
  const lead = cotangent.shape.length - like.shape.length;
  const axes = cotangent.shape.flatMap((dim, axis) =>
    axis < lead || (like.shape[axis - lead] === 1 && dim !== 1) ? [axis] : [],
  );
  const summed = axes.length > 0 ? reduceSum(cotangent, axes) : cotangent;
  return reshape(summed, staticShape(like.shape, 'unbroadcast'));
}

/** For each element of `shape` in row-major order, its index in an array of `from` broadcast to `shape`. */
export function broadcastIndices(
  from: readonly number[],
  shape: readonly number[],
): (flat: number) => number {
  if (from.length === shape.length && from.every((dim, i) => dim === shape[i])) return (flat) => flat;
  const strides = stridesOf(from);
  const lead = shape.length - from.length;
  const steps = shape.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : strides[axis - lead]!));
  const outer = stridesOf(shape);
  return (flat) => {
    let index = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      const position = Math.floor(flat / outer[axis]!);
      flat -= position * outer[axis]!;
      index += position * steps[axis]!;
    }
    return index;
  };
}

/** Applies `f` to corresponding elements of the broadcast inputs. */
export function mapBroadcast(
  inputs: readonly NdArray[],
  type: { readonly dtype: ElementType; readonly shape: readonly number[] },
  f: (...elements: number[]) => number,
): NdArray {
  const data = storage(type.dtype, elementCount(type.shape));
  const at = inputs.map((array) => broadcastIndices(array.shape, type.shape));
  const elements = new Array<number>(inputs.length);
  for (let i = 0; i < data.length; i++) {
    for (let k = 0; k < inputs.length; k++) elements[k] = inputs[k]!.data[at[k]!(i)]!;
    data[i] = f(...elements);
  }
  return { dtype: type.dtype, shape: type.shape, data };
}
