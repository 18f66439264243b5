import type { Shape } from '../util/shape.ts';

/**
 * Element types of the tensor program. `float32` is the type of all real numbers; the reference interpreter computes
 * it in float64, which is what makes it the truth.
 */
export type ElementType = 'float32' | 'int32' | 'uint32' | 'bool';

/** What is known of a tensor before it runs. */
export interface TensorType {
  readonly dtype: ElementType;
  readonly shape: Shape;
}

/** A tensor of the reference interpreter: row-major, float32 held as float64. */
export interface NdArray {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: Float64Array | Int32Array | Uint32Array | Uint8Array;
}

/** A node of the program: the result of one op. Immutable, its type checked when it was made. */
export interface Value extends TensorType {
  readonly op: Op;
  readonly inputs: readonly Value[];
  readonly attributes: object;
  /** Where it was made ("layers.2.dense"); empty outside any scope. */
  readonly scope: string;
}

/** Attribute of an ONNX node, its kind spelled out because 1 may be an int or a float. */
export type LoweredAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] };

/** A constant tensor of the lowered program. `int64` exists there only (axes, shapes). */
export interface LoweredConstant {
  readonly type: ElementType | 'int64';
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

/** What an op's `lower` writes into: ONNX nodes named after the scope of the value being lowered. */
export interface Lowering {
  /**
   * Adds a node and returns the name of its (first) output. An empty input name is an omitted optional input. Where an
   * equal node stands already, its output is returned, so that ops which need the same step share it.
   */
  emit(
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, LoweredAttribute>>,
    domain?: string,
  ): string;
  /** As `emit`, for a node with `count` outputs. */
  emitAll(
    opType: string,
    inputs: readonly string[],
    count: number,
    attributes?: Readonly<Record<string, LoweredAttribute>>,
    domain?: string,
  ): readonly string[];
  /** Adds a constant (equal small ones are shared) and returns its name. */
  constant(tensor: LoweredConstant): string;
  /** An int64 vector, the form in which ONNX takes axes and shapes. */
  ints(values: readonly number[]): string;
  /** A float32 scalar. */
  float(value: number): string;
}

/** A test case of an op: random inputs and the node to build from them. */
export interface OpCase {
  readonly inputs: readonly NdArray[];
  build(...inputs: Value[]): Value;
}

/** Draws random tensors for an op's cases. */
export interface CaseDraw {
  /** An integer in [low, high]. */
  int(low: number, high: number): number;
  /** Dimensions of 1 to 4. */
  shape(rank: number): number[];
  /** Real numbers, uniform in [low, high), by default [−2, 2). */
  real(shape: readonly number[], low?: number, high?: number): NdArray;
  /** Integers in [0, below). */
  index(shape: readonly number[], below: number): NdArray;
  /** Truth values. */
  bool(shape: readonly number[]): NdArray;
}

/** Written as a method so that an op with its own attributes is still an `Op`. */
type Vjp<A extends object> = {
  of(node: Value & { attributes: A }, cotangent: Value): readonly (Value | null)[];
}['of'];

/** What an op's `vmap` is given: its inputs in the program over `count` runs, and which of them differ by run. */
export interface Batching {
  readonly count: number;
  readonly inputs: readonly Value[];
  /** Whether an input has the leading axis of runs, of length `count`, before its own axes. */
  readonly isBatched: readonly boolean[];
}

type Vmap<A extends object> = {
  of(node: Value & { attributes: A }, batching: Batching): Value;
}['of'];

/**
 * One operation, complete: what it accepts, its gradient, its lowering and its meaning.
 *
 * `vjp` is built from forward ops: given the node and the cotangent of its output it returns the cotangent of each
 * input (null where there is none, as for indices). An op without a gradient has `vjp: null`; differentiating through
 * it is an error that names it.
 */
export interface Op<A extends object = object> {
  readonly name: string;
  infer(inputs: readonly TensorType[], attributes: A): TensorType;
  readonly vjp: Vjp<A> | null;
  /**
   * The same operation of several runs at once: at least one input has a leading axis of runs, and so has the result. An
   * op without this cannot be in a program that is batched; trying is an error that names it.
   */
  readonly vmap?: Vmap<A>;
  lower(lowering: Lowering, inputs: readonly string[], node: Value & { attributes: A }): string;
  evaluate(
    inputs: readonly NdArray[],
    attributes: A,
    type: { readonly dtype: ElementType; readonly shape: readonly number[] },
  ): NdArray;
  /** Random cases for the contract test: gradient against central differences, onnxruntime against `evaluate`. */
  cases(draw: CaseDraw): readonly OpCase[];
}
