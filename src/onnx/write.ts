import { OptionError, RunError, ShapeError } from '../util/errors.ts';
import {
  ATTRIBUTE_KIND_NUMBERS,
  ELEMENT_ARRAYS,
  ELEMENT_TYPE_NUMBERS,
  FIELDS,
  MAX_GRAPH_DEPTH,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './model.ts';
import { littleEndianBytes, MessageWriter, WireType } from './protobuf.ts';

/** Appends one field, tag and value. */
type Encode<V> = (to: MessageWriter, field: number, value: V) => void;
/** One row of a field table: appends the field of that number for every value that the message has for it. */
type Row<T> = (to: MessageWriter, message: T) => void;
/** The fields of a message in the order in which they are written. */
type Table<T> = readonly Row<T>[];

const MAX_FILE_BYTES = 2 ** 31 - 1;
const INT64_LIMIT = 2n ** 63n;
const FLOAT32_MAX = 3.4028234663852886e38;

/**
 * The bytes of an ONNX file holding `model`, the same for the same model.
 *
 * Tensors are stored as little-endian `raw_data` (strings as `string_data`); their data is read once, at the end.
 * What the graph means (names, operators, types) is not checked: the runtime does that when it loads the bytes.
 *
 * @throws {ShapeError} A tensor's data does not fit its `dims` or its element type.
 * @throws {OptionError} A number is not an integer where one is needed or does not fit its type; graphs are nested
 *   deeper than `MAX_GRAPH_DEPTH`.
 * @throws {DataError} A text holds half of a surrogate pair.
 * @throws {RunError} The file would be larger than 2 GiB, the limit of the format.
 * @example await InferenceSession.create(writeModel(model))
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function writeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  checkDepth(model.graph, 0);
  const to = new MessageWriter();
  for (const row of MODEL) row(to, model);
  if (to.size > MAX_FILE_BYTES) {
    throw new RunError(
      `An ONNX file must be smaller than 2 GiB. Received a model of ${to.size} bytes. Use fewer weights or feed large ` +
        'tensors as inputs.',
    );
  }
  return to.toBytes();
}

const int64: Encode<number | bigint> = (to, field, value) => {
  checkInt64(value);
  to.tag(field, WireType.varint);
  to.varint(value);
};

const float32: Encode<number> = (to, field, value) => {
  if (Math.abs(value) > FLOAT32_MAX && Number.isFinite(value)) {
    throw new OptionError(
      `A float of a node must fit float32. Received ${value}. Use Infinity if that is meant.`,
    );
  }
  to.tag(field, WireType.fixed32);
  to.float32(value);
};

const bytes: Encode<Uint8Array> = (to, field, value) => {
  to.tag(field, WireType.bytes);
  to.bytes(value);
};

const text: Encode<string> = (to, field, value) => {
  to.tag(field, WireType.bytes);
  to.text(value);
};

/** A nested message; the table is asked for late, since graphs hold nodes and nodes hold graphs. */
function nested<T>(table: () => Table<T>): Encode<T> {
  return (to, field, value) => {
    to.tag(field, WireType.bytes);
    const start = to.begin();
    for (const row of table()) row(to, value);
    to.end(start);
  };
}

/** A field written once. */
function one<T, V>(field: number, encode: Encode<V>, get: (message: T) => V): Row<T> {
  return (to, message) => encode(to, field, get(message));
}

/** A field left out where `get` gives undefined. */
function maybe<T, V>(field: number, encode: Encode<V>, get: (message: T) => V | undefined): Row<T> {
  return (to, message) => {
    const value = get(message);
    if (value !== undefined) encode(to, field, value);
  };
}

/** A field written once for each value. */
function each<T, V>(field: number, encode: Encode<V>, get: (message: T) => readonly V[]): Row<T> {
  return (to, message) => {
    for (const value of get(message)) encode(to, field, value);
  };
}

const ENTRY: Table<readonly [key: string, value: string]> = [
  one(FIELDS.entry.key, text, ([key]) => key),
  one(FIELDS.entry.value, text, ([, value]) => value),
];

const OPSET: Table<readonly [domain: string, version: number]> = [
  one(FIELDS.opset.domain, text, ([domain]) => domain),
  one(FIELDS.opset.version, int64, ([, version]) => version),
];

const DIM: Table<number | string> = [
  maybe(FIELDS.dim.value, int64, (dim) => (typeof dim === 'number' ? dim : undefined)),
  maybe(FIELDS.dim.name, text, (dim) => (typeof dim === 'string' && dim !== '' ? dim : undefined)),
];

const SHAPE: Table<readonly (number | string)[]> = [
  each(
    FIELDS.shape.dim,
    nested(() => DIM),
    (dims) => dims,
  ),
];

const TENSOR_TYPE: Table<OnnxValueInfo> = [
  one(FIELDS.tensorType.type, int64, (info) => ELEMENT_TYPE_NUMBERS[info.type]),
  maybe(
    FIELDS.tensorType.shape,
    nested(() => SHAPE),
    (info) => (info.unranked ? undefined : info.dims),
  ),
];

const TYPE: Table<OnnxValueInfo> = [
  one(
    FIELDS.type.tensor,
    nested(() => TENSOR_TYPE),
    (info) => info,
  ),
];

const VALUE_INFO: Table<OnnxValueInfo> = [
  one(FIELDS.valueInfo.name, text, (info) => info.name),
  one(
    FIELDS.valueInfo.type,
    nested(() => TYPE),
    (info) => info,
  ),
];

const TENSOR: Table<OnnxTensor> = [
  (_to, tensor) => checkTensor(tensor),
  each(FIELDS.tensor.dims, int64, (tensor) => tensor.dims),
  one(FIELDS.tensor.type, int64, (tensor) => ELEMENT_TYPE_NUMBERS[tensor.type]),
  each(FIELDS.tensor.stringData, text, ({ data }) => (isTexts(data) ? data : [])),
  one(FIELDS.tensor.name, text, (tensor) => tensor.name),
  maybe(FIELDS.tensor.rawData, bytes, ({ data }) => (isTexts(data) ? undefined : littleEndianBytes(data))),
];

const ATTRIBUTE: Table<readonly [name: string, value: OnnxAttribute]> = [
  one(FIELDS.attribute.name, text, ([name]) => name),
  maybe(FIELDS.attribute.float, float32, ([, value]) => ('float' in value ? value.float : undefined)),
  maybe(FIELDS.attribute.int, int64, ([, value]) => ('int' in value ? value.int : undefined)),
  maybe(FIELDS.attribute.string, text, ([, value]) => ('string' in value ? value.string : undefined)),
  maybe(
    FIELDS.attribute.tensor,
    nested(() => TENSOR),
    ([, value]) => ('tensor' in value ? value.tensor : undefined),
  ),
  maybe(
    FIELDS.attribute.graph,
    nested(() => GRAPH),
    ([, value]) => ('graph' in value ? value.graph : undefined),
  ),
  each(FIELDS.attribute.floats, float32, ([, value]) => ('floats' in value ? value.floats : [])),
  each(FIELDS.attribute.ints, int64, ([, value]) => ('ints' in value ? value.ints : [])),
  each(FIELDS.attribute.strings, text, ([, value]) => ('strings' in value ? value.strings : [])),
  one(FIELDS.attribute.kind, int64, kindNumber),
];

const NODE: Table<OnnxNode> = [
  each(FIELDS.node.input, text, (node) => node.inputs),
  each(FIELDS.node.output, text, (node) => node.outputs),
  one(FIELDS.node.name, text, (node) => node.name),
  one(FIELDS.node.opType, text, (node) => node.opType),
  each(
    FIELDS.node.attribute,
    nested(() => ATTRIBUTE),
    (node) => Object.entries(node.attributes ?? {}),
  ),
  maybe(FIELDS.node.domain, text, (node) => (node.domain === '' ? undefined : node.domain)),
];

const GRAPH: Table<OnnxGraph> = [
  each(
    FIELDS.graph.node,
    nested(() => NODE),
    (graph) => graph.nodes,
  ),
  one(FIELDS.graph.name, text, (graph) => graph.name),
  each(
    FIELDS.graph.initializer,
    nested(() => TENSOR),
    (graph) => graph.initializers,
  ),
  each(
    FIELDS.graph.input,
    nested(() => VALUE_INFO),
    (graph) => graph.inputs,
  ),
  each(
    FIELDS.graph.output,
    nested(() => VALUE_INFO),
    (graph) => graph.outputs,
  ),
];

const MODEL: Table<OnnxModel> = [
  one(FIELDS.model.irVersion, int64, (model) => model.irVersion),
  one(FIELDS.model.producerName, text, (model) => model.producer),
  one(FIELDS.model.producerVersion, text, (model) => model.producerVersion),
  one(
    FIELDS.model.graph,
    nested(() => GRAPH),
    (model) => model.graph,
  ),
  each(
    FIELDS.model.opsetImport,
    nested(() => OPSET),
    (model) => Object.entries(model.opsets),
  ),
  each(
    FIELDS.model.metadata,
    nested(() => ENTRY),
    (model) => Object.entries(model.metadata),
  ),
];

function isTexts(data: OnnxTensor['data']): data is readonly string[] {
  return Array.isArray(data);
}

function kindNumber([name, value]: readonly [name: string, value: OnnxAttribute]): number {
  const kinds = Object.keys(value).filter((key) => key in ATTRIBUTE_KIND_NUMBERS);
  if (kinds.length !== 1) {
    throw new OptionError(
      `Attribute "${name}" must hold one of ${Object.keys(ATTRIBUTE_KIND_NUMBERS).join(', ')}. ` +
        `Received ${kinds.length === 0 ? 'none of them' : kinds.join(' and ')}.`,
    );
  }
  return ATTRIBUTE_KIND_NUMBERS[kinds[0] as keyof typeof ATTRIBUTE_KIND_NUMBERS];
}

function checkInt64(value: number | bigint): void {
  const fits =
    typeof value === 'bigint' ? value >= -INT64_LIMIT && value < INT64_LIMIT : Number.isSafeInteger(value);
  if (!fits) {
    throw new OptionError(
      `An integer of a model must be exact and fit int64. Received ${value}. Give integers beyond 2^53 as a bigint.`,
    );
  }
}

function checkTensor(tensor: OnnxTensor): void {
  const right =
    tensor.type === 'string'
      ? Array.isArray(tensor.data)
      : tensor.data instanceof ELEMENT_ARRAYS[tensor.type];
  if (!right) {
    const wanted = tensor.type === 'string' ? 'an array of strings' : `a ${ELEMENT_ARRAYS[tensor.type].name}`;
    throw new ShapeError(
      `Tensor "${tensor.name}" of type ${tensor.type} must hold ${wanted}. Received a ${tensor.data.constructor.name}.`,
    );
  }
  if (tensor.type === 'bool' && (tensor.data as Uint8Array).some((element) => element > 1)) {
    throw new ShapeError(
      `Tensor "${tensor.name}" of type bool must hold only 0 and 1. Received another byte.`,
    );
  }
  const wrongDim = tensor.dims.some((dim) => !Number.isSafeInteger(dim) || dim < 0);
  if (wrongDim || tensor.dims.reduce((product, dim) => product * dim, 1) !== tensor.data.length) {
    throw new ShapeError(
      `Tensor "${tensor.name}" must have dims whose product is its number of elements. ` +
        `Received dims [${tensor.dims.join(', ')}] and ${tensor.data.length} elements.`,
    );
  }
}

function checkDepth(graph: OnnxGraph, depth: number): void {
  if (depth > MAX_GRAPH_DEPTH) {
    throw new OptionError(
      `Graphs must be nested at most ${MAX_GRAPH_DEPTH} deep. Received more, at graph "${graph.name}". Nest fewer loops.`,
    );
  }
  for (const node of graph.nodes) {
    for (const attribute of Object.values(node.attributes ?? {})) {
      if ('graph' in attribute) checkDepth(attribute.graph, depth + 1);
    }
  }
}
