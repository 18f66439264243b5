import type { ElementType, NdArray, Op, Value } from './types.ts';
import { ShapeError, within } from '../util/errors.ts';
import { elementCount, sameShape, shapeText, type Shape } from '../util/shape.ts';

// Scopes nest while a layer builds its nodes; building is synchronous, so one stack serves.
const scopes: string[] = [];

/**
 * Makes all values that `build` creates carry the scope `name`, nested in the current one. A ShapeError or OptionError
 * inside names the scope.
 */
export function withScope<T>(name: string, build: () => T): T {
  const outer = scopes.at(-1);
  return withExactScope(outer ? `${outer}.${name}` : name, build);
}

/** As `withScope`, with a scope that replaces the current one (the backward nodes of a layer belong to that layer). */
export function withExactScope<T>(name: string, build: () => T): T {
  scopes.push(name);
  try {
    return within(name, build, { isWhole: true });
  } finally {
    scopes.pop();
  }
}

/** Freezes an op's definition. */
export const defineOp = <A extends object>(op: Op<A>): Op<A> => Object.freeze(op);

/** A new node. Its type is inferred now, so a wrong shape fails on the line that made it. @throws {ShapeError} */
export function makeValue<A extends object>(op: Op<A>, inputs: readonly Value[], attributes: A): Value {
  const scope = scopes.at(-1) ?? '';
  const type = op.infer(inputs, attributes);
  return Object.freeze({
    op: op as Op,
    inputs: Object.freeze([...inputs]),
    attributes: Object.freeze(attributes),
    dtype: type.dtype,
    shape: Object.freeze([...type.shape]),
    scope,
  });
}

interface InputAttributes {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: Shape;
}

const unreachable = (what: string) => (): never => {
  throw new Error(`${what} is bound by the runtime, not computed`);
};

/** The op of program inputs: bound by whoever runs the program. */
export const inputOp = defineOp<InputAttributes>({
  name: 'input',
  infer: (_, { dtype, shape }) => ({ dtype, shape }),
  vjp: null,
  lower: unreachable('an input'),
  evaluate: unreachable('an input'),
  cases: () => [],
});

/** A named program input. Shapes may hold named free dimensions. */
export const input = (name: string, shape: Shape, dtype: ElementType = 'float32'): Value =>
  makeValue(inputOp, [], { name, shape, dtype });

/** The name of a program input. */
export const inputName = (value: Value): string => (value.attributes as InputAttributes).name;

interface ConstantAttributes {
  readonly array: NdArray;
}

/** The op of constants: their elements are part of the program. */
export const constantOp = defineOp<ConstantAttributes>({
  name: 'constant',
  infer: (_, { array }) => ({ dtype: array.dtype, shape: array.shape }),
  vjp: null,
  lower: (lowering, _, { attributes: { array } }) =>
    lowering.constant({ type: array.dtype, dims: array.shape, data: array.data }),
  evaluate: (_, { array }) => array,
  cases: () => [],
});

/** A constant tensor. @throws {ShapeError} if the number of elements does not fit the shape. */
export function constant(
  data: number | ArrayLike<number>,
  shape?: readonly number[],
  dtype: ElementType = 'float32',
): Value {
  const values = typeof data === 'number' ? [data] : data;
  const dims = shape ?? (typeof data === 'number' ? [] : [values.length]);
  if (elementCount(dims) !== values.length)
    throw new ShapeError(
      `constant: ${shapeText(dims)} needs ${elementCount(dims)} elements. Received ${values.length}.`,
    );
  return makeValue(constantOp, [], { array: { dtype, shape: dims, data: storage(dtype, values) } });
}

/** The elements of a constant, or undefined for any other value. */
export const constantArray = (value: Value): NdArray | undefined =>
  value.op === (constantOp as Op) ? (value.attributes as ConstantAttributes).array : undefined;

/** The array type in which the reference holds an element type. */
export function storage(
  dtype: ElementType,
  from: number | ArrayLike<number>,
): Float64Array | Int32Array | Uint32Array | Uint8Array {
  const type = { float32: Float64Array, int32: Int32Array, uint32: Uint32Array, bool: Uint8Array }[dtype];
  return typeof from === 'number' ? new type(from) : new type(from);
}

/** Whether two values have one type. */
export const sameType = (a: Value, b: Value): boolean => a.dtype === b.dtype && sameShape(a.shape, b.shape);
