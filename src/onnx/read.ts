import { DataError } from '../util/errors.ts';
import {
  ATTRIBUTE_KIND_NUMBERS,
  FIELDS,
  MAX_GRAPH_DEPTH,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './model.ts';
import { MessageReader } from './protobuf.ts';
import { elementType, readFields } from './readFields.ts';
import { readTensor } from './readTensor.ts';

/** What an ONNX file says about itself, without its nodes and weights. */
export interface OnnxHeader extends Omit<OnnxModel, 'graph'> {
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

/**
 * The model in the bytes of an ONNX file. Its tensors are copies; `bytes` may change afterwards.
 *
 * Any bytes are safe: damaged ones throw, and memory stays in proportion to their number. Fields that an `OnnxModel` does
 * not hold (documentation, intermediate shapes, training information) are left out.
 *
 * @throws {DataError} The bytes are not a well-formed ONNX file; or the model holds what Hibiscus does not read: tensors of
 *   another element type (float16), tensor data in other files, sequences, sparse tensors, local functions, an integer
 *   beyond 2^53 in a list, graphs nested deeper than `MAX_GRAPH_DEPTH`.
 * @example const model = readModel(await readFile('backbone.onnx'));
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  let graph: OnnxGraph | undefined;
  const header = readModelFields(bytes, (reader) => {
    graph = readGraph(reader, 0);
  });
  return { graph: graph!, ...header };
}

/**
 * As `readModel`, without looking at nodes and weights: quick on a large file.
 * Files of ir_version 3 and older list their weights among the inputs.
 *
 * @throws {DataError} As `readModel`, for the parts that are read.
 */
export function readMetadata(bytes: Uint8Array): OnnxHeader {
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  const header = readModelFields(bytes, (reader) => {
    readFields(reader, {
      [FIELDS.graph.input]: (field) => inputs.push(readValueInfo(field.message())),
      [FIELDS.graph.output]: (field) => outputs.push(readValueInfo(field.message())),
    });
  });
  return { ...header, inputs, outputs };
}

function readModelFields(
  bytes: Uint8Array,
  takeGraph: (reader: MessageReader) => void,
): Omit<OnnxModel, 'graph'> {
  let irVersion = 0;
  let producer = '';
  let producerVersion = '';
  let graphs = 0;
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  readFields(new MessageReader(bytes), {
    [FIELDS.model.irVersion]: (reader) => (irVersion = reader.integer()),
    [FIELDS.model.producerName]: (reader) => (producer = reader.text()),
    [FIELDS.model.producerVersion]: (reader) => (producerVersion = reader.text()),
    [FIELDS.model.graph]: (reader) => {
      const graph = reader.message();
      if (++graphs === 1) takeGraph(graph);
    },
    [FIELDS.model.opsetImport]: (reader) => {
      let domain = '';
      let version = 0;
      readFields(reader.message(), {
        [FIELDS.opset.domain]: (field) => (domain = field.text()),
        [FIELDS.opset.version]: (field) => (version = field.integer()),
      });
      setOnce(opsets, domain, version, 'operator set');
    },
    [FIELDS.model.metadata]: (reader) => {
      let key = '';
      let value = '';
      readFields(reader.message(), {
        [FIELDS.entry.key]: (field) => (key = field.text()),
        [FIELDS.entry.value]: (field) => (value = field.text()),
      });
      setOnce(metadata, key, value, 'metadata entry');
    },
    [FIELDS.model.functions]: () => {
      throw new DataError(
        'An ONNX model must be without local functions. Received one that has some. ' +
          'Inline them when it is exported (onnx.inliner.inline_local_functions).',
      );
    },
  });
  if (graphs !== 1) {
    throw new DataError(
      `An ONNX model must hold one graph. Received ${graphs}. Check that the file is an ONNX model and complete.`,
    );
  }
  return {
    irVersion,
    opsets: Object.fromEntries(opsets),
    producer,
    producerVersion,
    metadata: Object.fromEntries(metadata),
  };
}

function readGraph(reader: MessageReader, depth: number): OnnxGraph {
  if (depth > MAX_GRAPH_DEPTH) {
    throw new DataError(
      `Graphs of an ONNX model must be nested at most ${MAX_GRAPH_DEPTH} deep. Received more. Export it flatter.`,
    );
  }
  let name = '';
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  readFields(reader, {
    [FIELDS.graph.node]: (field) => nodes.push(readNode(field.message(), depth)),
    [FIELDS.graph.name]: (field) => (name = field.text()),
    [FIELDS.graph.initializer]: (field) => initializers.push(readTensor(field.message())),
    [FIELDS.graph.input]: (field) => inputs.push(readValueInfo(field.message())),
    [FIELDS.graph.output]: (field) => outputs.push(readValueInfo(field.message())),
    [FIELDS.graph.sparseInitializer]: () => {
      throw new DataError(
        'Weights of an ONNX model must be dense tensors. Received a sparse initializer. Export it with dense weights.',
      );
    },
  });
  return { name, nodes, initializers, inputs, outputs };
}

function readNode(reader: MessageReader, depth: number): OnnxNode {
  let name = '';
  let opType = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  readFields(reader, {
    [FIELDS.node.input]: (field) => inputs.push(field.text()),
    [FIELDS.node.output]: (field) => outputs.push(field.text()),
    [FIELDS.node.name]: (field) => (name = field.text()),
    [FIELDS.node.opType]: (field) => (opType = field.text()),
    [FIELDS.node.domain]: (field) => (domain = field.text()),
    [FIELDS.node.attribute]: (field) => {
      const [key, value] = readAttribute(field.message(), depth);
      setOnce(attributes, key, value, 'attribute');
    },
  });
  return {
    name,
    opType,
    ...(domain === '' ? {} : { domain }),
    inputs,
    outputs,
    ...(attributes.size === 0 ? {} : { attributes: Object.fromEntries(attributes) }),
  };
}

function readAttribute(reader: MessageReader, depth: number): [name: string, value: OnnxAttribute] {
  let name = '';
  let kind = 0;
  let float: number | undefined;
  let int: number | bigint | undefined;
  let string: string | undefined;
  let tensor: OnnxTensor | undefined;
  let graph: OnnxGraph | undefined;
  let reference = false;
  const floats: number[] = [];
  const ints: (number | bigint)[] = [];
  const strings: string[] = [];
  readFields(reader, {
    [FIELDS.attribute.name]: (field) => (name = field.text()),
    [FIELDS.attribute.float]: (field) => (float = field.float32()),
    [FIELDS.attribute.int]: (field) => (int = field.int64()),
    [FIELDS.attribute.string]: (field) => (string = field.text()),
    [FIELDS.attribute.tensor]: (field) => (tensor = readTensor(only(field, tensor))),
    [FIELDS.attribute.graph]: (field) => (graph = readGraph(only(field, graph), depth + 1)),
    [FIELDS.attribute.floats]: (field) => field.float32sOnto(floats),
    [FIELDS.attribute.ints]: (field) => field.int64sOnto(ints),
    [FIELDS.attribute.strings]: (field) => strings.push(field.text()),
    [FIELDS.attribute.kind]: (field) => (kind = field.integer()),
    [FIELDS.attribute.reference]: (field) => (reference = field.text() !== ''),
  });
  const unreadable = (received: string) =>
    new DataError(
      `Attribute "${name}" must hold one of ${Object.keys(ATTRIBUTE_KIND_NUMBERS).join(', ')}. Received ${received}. ` +
        'Export the model without it.',
    );
  if (reference) throw unreadable('a reference to an attribute of a function');
  // Files of ir_version 1 may leave out the kind; then the value that is there tells it.
  const numbers = ATTRIBUTE_KIND_NUMBERS;
  if (kind === numbers.float || (kind === 0 && float !== undefined)) return [name, { float: float ?? 0 }];
  if (kind === numbers.int || (kind === 0 && int !== undefined)) return [name, { int: int ?? 0 }];
  if (kind === numbers.string || (kind === 0 && string !== undefined))
    return [name, { string: string ?? '' }];
  if ((kind === numbers.tensor || kind === 0) && tensor !== undefined) return [name, { tensor }];
  if ((kind === numbers.graph || kind === 0) && graph !== undefined) return [name, { graph }];
  if (kind === numbers.floats || (kind === 0 && floats.length > 0)) return [name, { floats }];
  if (kind === numbers.ints || (kind === 0 && ints.length > 0)) {
    const large = ints.find((value) => typeof value === 'bigint');
    if (large !== undefined) throw unreadable(`the integer ${large} in a list, which is beyond 2^53`);
    return [name, { ints: ints as number[] }];
  }
  if (kind === numbers.strings || (kind === 0 && strings.length > 0)) return [name, { strings }];
  throw unreadable(kind === 0 ? 'no value' : `none for its attribute type ${kind}`);
}

function readValueInfo(reader: MessageReader): OnnxValueInfo {
  let name = '';
  let typeNumber: number | undefined;
  let dims: (number | string)[] | undefined;
  readFields(reader, {
    [FIELDS.valueInfo.name]: (field) => (name = field.text()),
    [FIELDS.valueInfo.type]: (field) =>
      readFields(field.message(), {
        [FIELDS.type.tensor]: (tensor) => {
          const tensorType = only(tensor, typeNumber);
          typeNumber = 0;
          readFields(tensorType, {
            [FIELDS.tensorType.type]: (value) => (typeNumber = value.integer()),
            [FIELDS.tensorType.shape]: (value) => (dims = readShape(only(value, dims))),
          });
        },
      }),
  });
  if (typeNumber === undefined) {
    throw new DataError(
      `The input or output "${name}" of a graph must be declared as a tensor. Received another type or none. ` +
        'Export the model with tensors alone (for scikit-learn: zipmap off) and with inferred shapes.',
    );
  }
  const type = elementType(typeNumber, `The input or output "${name}"`);
  return dims === undefined ? { name, type, dims: [], unranked: true } : { name, type, dims };
}

function readShape(reader: MessageReader): (number | string)[] {
  const dims: (number | string)[] = [];
  readFields(reader, {
    [FIELDS.shape.dim]: (field) => {
      let dim: number | string = '';
      readFields(field.message(), {
        [FIELDS.dim.value]: (value) => (dim = value.integer()),
        [FIELDS.dim.name]: (value) => (dim = value.text()),
      });
      dims.push(dim);
    },
  });
  return dims;
}

/** The nested message of a field that may occur once; protobuf would merge a second one. */
function only(reader: MessageReader, earlier: unknown): MessageReader {
  if (earlier !== undefined) {
    throw new DataError(
      `Field ${reader.field} of an ONNX message must occur once. Received it twice. Export the model again.`,
    );
  }
  return reader.message();
}

function setOnce<V>(map: Map<string, V>, key: string, value: V, what: string): void {
  if (map.has(key)) {
    throw new DataError(
      `Each ${what} must have a name of its own. Received "${key}" twice. Export the model again.`,
    );
  }
  map.set(key, value);
}
