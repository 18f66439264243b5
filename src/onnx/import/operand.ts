import { nodeText } from '../cut.ts';
import type { OnnxNode, OnnxTensor } from '../model.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { DataError } from '../../util/errors.ts';
import type { Dim } from '../../util/shape.ts';

/**
 * What a name of an ONNX graph stands for while it is imported: a value of our program, a constant of the file, or
 * whole numbers that say a shape (where a free batch may stand among them).
 */
export type Operand =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'constant'; readonly tensor: OnnxTensor }
  | { readonly kind: 'dims'; readonly dims: readonly Dim[]; readonly rank: 0 | 1 };

export const asOperand = (value: Value): Operand => ({ kind: 'value', value });

/** What an importer sees of its node. */
export interface ImportContext {
  readonly node: OnnxNode;
  /** The operand of an input; undefined where it is left out. */
  operand(index: number): Operand | undefined;
  /** An input as a value of the program. @throws {DataError} it is missing or no float tensor. */
  value(index: number): Value;
  /** As `value`; a constant of the file becomes a parameter, trained where the network is. */
  parameter(index: number, role: 'kernel' | 'bias' | 'scale' | 'shift'): Value;
  /** Whether an input is given. */
  has(index: number): boolean;
  /** An input that must be a constant. @throws {DataError} it is computed. */
  constant(index: number): OnnxTensor;
  /** Whole numbers of an input, such as axes; undefined where it is left out. */
  ints(index: number): readonly number[] | undefined;
  /** As `ints`, where a free dimension may stand among them. */
  dims(index: number): { readonly dims: readonly Dim[]; readonly rank: 0 | 1 };
  int(name: string, otherwise: number): number;
  float(name: string, otherwise: number): number;
  text(name: string, otherwise: string): string;
  intList(name: string): readonly number[] | undefined;
  /** @throws {DataError} always: `must` says what must hold and what was received. */
  fail(must: string): never;
}

/** Makes what one ONNX op means of our ops. */
export type Importer = (context: ImportContext) => Value | Operand | readonly Operand[];

/** Importers by ONNX's name of the op. */
export type Importers = Readonly<Record<string, Importer>>;

/** The elements of a constant as numbers. @throws {DataError} text, or integers beyond 2^53. */
export function numbersOf({ name, data }: OnnxTensor): ArrayLike<number> {
  if (data instanceof BigInt64Array)
    return Array.from(data, (value) => {
      const number = Number(value);
      // ONNX writes "to the end" as the largest int64; its rounded number still means that.
      if (Number.isNaN(number)) throw new DataError(`tensor "${name}": must hold integers.`);
      return number;
    });
  if (Array.isArray(data)) throw new DataError(`tensor "${name}": must hold numbers. Received text.`);
  return data as Exclude<OnnxTensor['data'], BigInt64Array | readonly string[]>;
}

/** A context over the operands of a node. */
export function contextOf(
  node: OnnxNode,
  operands: ReadonlyMap<string, Operand>,
  makeParameter: (tensor: OnnxTensor, node: OnnxNode, role: string) => Value,
): ImportContext {
  const fail = (must: string): never => {
    throw new DataError(`${nodeText(node)}: ${must}`);
  };
  const operand = (index: number): Operand | undefined => {
    const name = node.inputs[index];
    return name ? operands.get(name) : undefined;
  };
  const attribute = (name: string) => node.attributes?.[name];
  const context: ImportContext = {
    node,
    operand,
    fail,
    has: (index) => operand(index) !== undefined,
    value(index) {
      const given = operand(index) ?? fail(`input ${index} is needed. It is left out.`);
      if (given.kind === 'value') return given.value;
      if (given.kind === 'dims') return fail(`input ${index} must be a float tensor. Received a shape.`);
      const { tensor } = given;
      if (tensor.type !== 'float32' && tensor.type !== 'float64')
        fail(`input ${index} must be a float tensor. Received ${tensor.type}.`);
      return constant(numbersOf(tensor), tensor.dims);
    },
    parameter(index, role) {
      const given = operand(index);
      return given?.kind === 'constant' && given.tensor.type === 'float32'
        ? makeParameter(given.tensor, node, role)
        : context.value(index);
    },
    constant(index) {
      const given = operand(index);
      if (given?.kind !== 'constant') return fail(`input ${index} must be a constant of the file.`);
      return given.tensor;
    },
    ints(index) {
      if (!context.has(index)) return undefined;
      const { dims } = context.dims(index);
      return dims.map((dim) =>
        typeof dim === 'number' ? dim : fail(`input ${index} must be known. It follows from the batch.`),
      );
    },
    dims(index) {
      const given = operand(index);
      if (given?.kind === 'dims') return given;
      if (given?.kind !== 'constant')
        return fail(`input ${index} must be known when the file is read. It is computed from the picture.`);
      return { dims: Array.from(numbersOf(given.tensor)), rank: given.tensor.dims.length === 0 ? 0 : 1 };
    },
    int(name, otherwise) {
      const found = attribute(name);
      return found && 'int' in found ? Number(found.int) : otherwise;
    },
    float(name, otherwise) {
      const found = attribute(name);
      return found && 'float' in found ? found.float : otherwise;
    },
    text(name, otherwise) {
      const found = attribute(name);
      return found && 'string' in found ? found.string : otherwise;
    },
    intList(name) {
      const found = attribute(name);
      return found && 'ints' in found ? found.ints : undefined;
    },
  };
  return context;
}
