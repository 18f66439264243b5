import { ShapeError } from './errors.ts';

/** A dimension: a number, or the name of one that is free until the program runs (the batch of a deployed model). */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** `[64, 3, N]`, the form in which messages and printed programs show a shape. */
export const shapeText = (shape: Shape): string => `[${shape.join(', ')}]`;

/** Whether two shapes are the same, free dimensions by name. */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i]);

/** The shape as numbers. @throws {ShapeError} where a dimension is free; `who` starts the message. */
export function staticShape(shape: Shape, who: string): readonly number[] {
  for (const dim of shape)
    if (typeof dim !== 'number')
      throw new ShapeError(
        `${who}: all dimensions must be known here. Received ${shapeText(shape)} with "${dim}" free.`,
      );
  return shape as readonly number[];
}

/** One dimension as a number. @throws {ShapeError} where it is free or missing. */
export function staticDim(shape: Shape, axis: number, who: string): number {
  const dim = shape[axis];
  if (typeof dim !== 'number')
    throw new ShapeError(`${who}: dimension ${axis} must be known. Received ${shapeText(shape)}.`);
  return dim;
}

/** Number of elements of a known shape; 1 for a scalar. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((n, dim) => n * dim, 1);

/** The shape both broadcast to, aligned at the last axis as in NumPy. @throws {ShapeError} where they do not fit. */
export function broadcastShapes(a: Shape, b: Shape, who: string): Shape {
  const rank = Math.max(a.length, b.length);
  const result: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      throw new ShapeError(
        `${who}: shapes must broadcast (equal from the right, or 1). Received ${shapeText(a)} and ${shapeText(b)}.`,
      );
    result.push(x === 1 ? y : x);
  }
  return result;
}

/** A non-negative axis from one that may count from the end. @throws {ShapeError} outside the rank. */
export function normalAxis(axis: number, rank: number, who: string): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank)
    throw new ShapeError(`${who}: axis must be in [${-rank}, ${rank}). Received ${axis}.`);
  return normal;
}

/** Row-major strides of a known shape. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}
