/**
 * An ONNX model as plain immutable data, and the numbers that ONNX's wire format gives its fields and element types.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

/** The element types that Hibiscus writes and reads. */
export type ElementType =
  'float32' | 'float64' | 'int64' | 'int32' | 'uint32' | 'uint8' | 'int8' | 'bool' | 'string';

/** The elements of a tensor, row-major. A bool is one byte, 0 or 1. */
export type OnnxTensorData =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Uint32Array
  | Uint8Array
  | Int8Array
  | readonly string[];

/** A constant tensor: `data` holds as many elements as the product of `dims`, in the array class of `type`. */
export interface OnnxTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: OnnxTensorData;
}

/** The value of a node's attribute, under the one key that says its kind. Floats are rounded to float32 when written. */
export type OnnxAttribute =
  | { readonly int: number | bigint }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: OnnxTensor }
  | { readonly graph: OnnxGraph };

/** One call of an operator. An empty input or output name leaves out an optional one; no `domain` is ONNX's own. */
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/**
 * The declared name, element type and shape of a graph's input or output.
 * A string in `dims` is a named free dimension, the empty string an unnamed one. `unranked` means that the shape is not
 * declared at all; `dims` is then empty and does not mean a scalar.
 */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly (number | string)[];
  readonly unranked?: true;
}

/** A graph: nodes in an order in which they can run, their constants, and what goes in and out. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

/** A whole model. `opsets` maps a domain to its version; ONNX's own domain is the empty string. */
export interface OnnxModel {
  readonly graph: OnnxGraph;
  readonly irVersion: number;
  readonly opsets: Readonly<Record<string, number>>;
  readonly producer: string;
  readonly producerVersion: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** How deep graphs may be nested in attributes of other graphs; the reader and the writer refuse more. */
export const MAX_GRAPH_DEPTH = 16;

/** ONNX's number of each element type (`TensorProto.DataType`). */
export const ELEMENT_TYPE_NUMBERS: Readonly<Record<ElementType, number>> = Object.freeze({
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float64: 11,
  uint32: 12,
});

/** The name of each of ONNX's element type numbers, with those Hibiscus does not hold, for messages. */
export const ELEMENT_TYPE_NAMES: Readonly<Record<number, string>> = Object.freeze({
  0: 'undefined',
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
});

/** The typed array that holds each numeric element type. */
export const ELEMENT_ARRAYS = Object.freeze({
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  bool: Uint8Array,
});

/** ONNX's number of each kind of attribute (`AttributeProto.AttributeType`). */
export const ATTRIBUTE_KIND_NUMBERS = Object.freeze({
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
});

/** Field numbers of the messages of onnx.proto, by message; only the fields that are written, read or refused. */
export const FIELDS = {
  model: {
    irVersion: 1,
    producerName: 2,
    producerVersion: 3,
    graph: 7,
    opsetImport: 8,
    metadata: 14,
    functions: 25,
  },
  opset: { domain: 1, version: 2 },
  entry: { key: 1, value: 2 },
  graph: { node: 1, name: 2, initializer: 5, input: 11, output: 12, sparseInitializer: 15 },
  node: { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 },
  attribute: {
    name: 1,
    float: 2,
    int: 3,
    string: 4,
    tensor: 5,
    graph: 6,
    floats: 7,
    ints: 8,
    strings: 9,
    kind: 20,
    reference: 21,
  },
  tensor: {
    dims: 1,
    type: 2,
    floatData: 4,
    int32Data: 5,
    stringData: 6,
    int64Data: 7,
    name: 8,
    rawData: 9,
    doubleData: 10,
    uint64Data: 11,
    externalData: 13,
    dataLocation: 14,
  },
  valueInfo: { name: 1, type: 2 },
  type: { tensor: 1 },
  tensorType: { type: 1, shape: 2 },
  shape: { dim: 1 },
  dim: { value: 1, name: 2 },
} as const;
