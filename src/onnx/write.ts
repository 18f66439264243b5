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
  writeFields(to, model);
  if (to.size > MAX_FILE_BYTES) {
    throw new RunError(
      `An ONNX file must be smaller than 2 GiB. Received a model of ${to.size} bytes. Use fewer weights or feed large ` +
        'tensors as inputs.',
    );
  }
  return to.toBytes();
}

// One function a message, its fields in the order in which they are written: code that runs once in most processes, so
// it is kept simple enough to be fast before it is compiled.

function writeFields(to: MessageWriter, model: OnnxModel): void {
  int64(to, FIELDS.model.irVersion, model.irVersion);
  text(to, FIELDS.model.producerName, model.producer);
  text(to, FIELDS.model.producerVersion, model.producerVersion);
  const start = begin(to, FIELDS.model.graph);
  writeGraph(to, model.graph);
  to.end(start);
  for (const [domain, version] of Object.entries(model.opsets)) {
    const entry = begin(to, FIELDS.model.opsetImport);
    text(to, FIELDS.opset.domain, domain);
    int64(to, FIELDS.opset.version, version);
    to.end(entry);
  }
  for (const [key, value] of Object.entries(model.metadata)) {
    const entry = begin(to, FIELDS.model.metadata);
    text(to, FIELDS.entry.key, key);
    text(to, FIELDS.entry.value, value);
    to.end(entry);
  }
}

function writeGraph(to: MessageWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) {
    const start = begin(to, FIELDS.graph.node);
    writeNode(to, node);
    to.end(start);
  }
  text(to, FIELDS.graph.name, graph.name);
  for (const tensor of graph.initializers) writeTensor(to, FIELDS.graph.initializer, tensor);
  for (const info of graph.inputs) writeValueInfo(to, FIELDS.graph.input, info);
  for (const info of graph.outputs) writeValueInfo(to, FIELDS.graph.output, info);
}

function writeNode(to: MessageWriter, node: OnnxNode): void {
  for (const name of node.inputs) text(to, FIELDS.node.input, name);
  for (const name of node.outputs) text(to, FIELDS.node.output, name);
  text(to, FIELDS.node.name, node.name);
  text(to, FIELDS.node.opType, node.opType);
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    const start = begin(to, FIELDS.node.attribute);
    writeAttribute(to, name, value);
    to.end(start);
  }
  if (node.domain) text(to, FIELDS.node.domain, node.domain);
}

function writeAttribute(to: MessageWriter, name: string, value: OnnxAttribute): void {
  const fields = FIELDS.attribute;
  text(to, fields.name, name);
  if ('float' in value) float32(to, fields.float, value.float);
  if ('int' in value) int64(to, fields.int, value.int);
  if ('string' in value) text(to, fields.string, value.string);
  if ('tensor' in value) writeTensor(to, fields.tensor, value.tensor);
  if ('graph' in value) {
    const start = begin(to, fields.graph);
    writeGraph(to, value.graph);
    to.end(start);
  }
  if ('floats' in value) for (const float of value.floats) float32(to, fields.floats, float);
  if ('ints' in value) for (const int of value.ints) int64(to, fields.ints, int);
  if ('strings' in value) for (const string of value.strings) text(to, fields.strings, string);
  int64(to, fields.kind, kindNumber(name, value));
}

function writeTensor(to: MessageWriter, field: number, tensor: OnnxTensor): void {
  checkTensor(tensor);
  const start = begin(to, field);
  for (const dim of tensor.dims) int64(to, FIELDS.tensor.dims, dim);
  int64(to, FIELDS.tensor.type, ELEMENT_TYPE_NUMBERS[tensor.type]);
  const { data } = tensor;
  if (isTexts(data)) {
    for (const element of data) text(to, FIELDS.tensor.stringData, element);
    text(to, FIELDS.tensor.name, tensor.name);
  } else {
    text(to, FIELDS.tensor.name, tensor.name);
    to.tag(FIELDS.tensor.rawData, WireType.bytes);
    to.bytes(littleEndianBytes(data));
  }
  to.end(start);
}

function writeValueInfo(to: MessageWriter, field: number, info: OnnxValueInfo): void {
  const start = begin(to, field);
  text(to, FIELDS.valueInfo.name, info.name);
  const type = begin(to, FIELDS.valueInfo.type);
  const tensorType = begin(to, FIELDS.type.tensor);
  int64(to, FIELDS.tensorType.type, ELEMENT_TYPE_NUMBERS[info.type]);
  if (!info.unranked) {
    const shape = begin(to, FIELDS.tensorType.shape);
    for (const size of info.dims) {
      const dim = begin(to, FIELDS.shape.dim);
      if (typeof size === 'number') int64(to, FIELDS.dim.value, size);
      else if (size !== '') text(to, FIELDS.dim.name, size);
      to.end(dim);
    }
    to.end(shape);
  }
  to.end(tensorType);
  to.end(type);
  to.end(start);
}

/** Begins the nested message of a field. */
function begin(to: MessageWriter, field: number): number {
  to.tag(field, WireType.bytes);
  return to.begin();
}

function int64(to: MessageWriter, field: number, value: number | bigint): void {
  checkInt64(value);
  to.tag(field, WireType.varint);
  to.varint(value);
}

function float32(to: MessageWriter, field: number, value: number): void {
  if (Math.abs(value) > FLOAT32_MAX && Number.isFinite(value)) {
    throw new OptionError(
      `A float of a node must fit float32. Received ${value}. Use Infinity if that is meant.`,
    );
  }
  to.tag(field, WireType.fixed32);
  to.float32(value);
}

function text(to: MessageWriter, field: number, value: string): void {
  to.tag(field, WireType.bytes);
  to.text(value);
}

function isTexts(data: OnnxTensor['data']): data is readonly string[] {
  return Array.isArray(data);
}

function kindNumber(name: string, value: OnnxAttribute): number {
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
