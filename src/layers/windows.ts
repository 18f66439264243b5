// shared within this room
import { nearest, OptionError, ShapeError } from '../util/errors.ts';
import { shapeText, staticDim, type Shape } from '../util/shape.ts';

/**
 * What stands around a picture before a window walks over it: zeros so that the size stays (`same`; divided by the
 * strides, an odd zero behind, as in TensorFlow), nothing (`valid`), or as many on every side (as in PyTorch).
 */
export type Padding = 'same' | 'valid' | number;

/** How windows lie along one axis. */
export interface Walk {
  /** Elements that a window takes. */
  readonly size: number;
  /** Step from a window to the next. */
  readonly strides: number;
  /** Distance of the elements of one window. Default 1. */
  readonly dilations?: number;
  readonly padding: Padding;
}

/** Checks a padding. @throws {OptionError} neither a known word nor a count. */
export function checkedPadding(layer: string, padding: Padding): Padding {
  if (padding === 'same' || padding === 'valid' || (Number.isInteger(padding) && Number(padding) >= 0))
    return padding;
  const near = typeof padding === 'string' ? nearest(padding, ['same', 'valid']) : undefined;
  throw new OptionError(
    `${layer}: padding must be "same", "valid" or a number of elements. Received padding=${JSON.stringify(padding)}.${near ? ` Did you mean "${near}"?` : ''}`,
  );
}

/** The sizes of all axes but the batch. @throws {ShapeError} another number of axes than `form` has. */
export function sizesOf(layer: string, shape: Shape, form: '[N, C, L]' | '[N, C, H, W]'): number[] {
  if (shape.length !== form.split(',').length)
    throw new ShapeError(`${layer}: the input must be ${form}. Received ${shapeText(shape)}.`);
  return shape.slice(1).map((_, i) => staticDim(shape, i + 1, layer));
}

/** Elements added before and after an axis of `length` elements. */
export function padsOf(length: number, { size, strides, dilations = 1, padding }: Walk): [number, number] {
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return [padding, padding];
  const reach = (size - 1) * dilations + 1;
  const total = Math.max(0, (Math.ceil(length / strides) - 1) * strides + reach - length);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Number of windows along an axis of `length` elements. @throws {ShapeError} not even one fits. */
export function windowCount(layer: string, what: string, length: number, walk: Walk): number {
  const [before, after] = padsOf(length, walk);
  const reach = (walk.size - 1) * (walk.dilations ?? 1) + 1;
  const count = Math.floor((length + before + after - reach) / walk.strides) + 1;
  if (count < 1)
    throw new ShapeError(
      `${layer}: a ${what} of ${reach} must fit into ${length} elements (padding ${walk.padding}). Received ${length}.`,
    );
  return count;
}
