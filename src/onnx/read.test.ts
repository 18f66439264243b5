import fc from 'fast-check';
import onnxProto from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import { DataError } from '../util/errors.ts';
import {
  ELEMENT_ARRAYS,
  type ElementType,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxTensorData,
  type OnnxValueInfo,
} from './model.ts';
import { MessageWriter, WireType } from './protobuf.ts';
import { readMetadata, readModel } from './read.ts';
import { writeModel } from './write.ts';

const { ModelProto } = onnxProto.onnx;
type TensorFields = onnxProto.onnx.ITensorProto;

const seed = 20;
const text = fc.string({ unit: 'binary', maxLength: 12 });
const dim = fc.integer({ min: 0, max: 4 });

const elements: Record<ElementType, (length: number) => fc.Arbitrary<OnnxTensorData>> = {
  float32: (length) => fc.float32Array({ minLength: length, maxLength: length }),
  float64: (length) => fc.float64Array({ minLength: length, maxLength: length }),
  int64: (length) => fc.bigInt64Array({ minLength: length, maxLength: length }),
  int32: (length) => fc.int32Array({ minLength: length, maxLength: length }),
  uint32: (length) => fc.uint32Array({ minLength: length, maxLength: length }),
  uint8: (length) => fc.uint8Array({ minLength: length, maxLength: length }),
  int8: (length) => fc.int8Array({ minLength: length, maxLength: length }),
  bool: (length) => fc.uint8Array({ minLength: length, maxLength: length, max: 1 }),
  string: (length) => fc.array(text, { minLength: length, maxLength: length }),
};
const elementType = fc.constantFrom(...(Object.keys(elements) as ElementType[]));

const tensor: fc.Arbitrary<OnnxTensor> = fc
  .record({ name: text, type: elementType, dims: fc.array(dim, { maxLength: 4 }) })
  .chain(({ name, type, dims }) =>
    elements[type](dims.reduce((product, size) => product * size, 1)).map((data) => ({
      name,
      type,
      dims,
      data,
    })),
  );

const valueInfo: fc.Arbitrary<OnnxValueInfo> = fc.oneof(
  fc.record({
    name: text,
    type: elementType,
    dims: fc.array(fc.oneof(fc.integer(), text), { maxLength: 4 }),
  }),
  fc.record({
    name: text,
    type: elementType,
    dims: fc.constant<readonly number[]>([]),
    unranked: fc.constant<true>(true),
  }),
);

const { graph } = fc.letrec<{ graph: OnnxGraph; node: OnnxNode; attribute: OnnxAttribute }>((tie) => ({
  graph: fc.record({
    name: text,
    nodes: fc.array(tie('node'), { maxLength: 3, depthIdentifier: 'graph' }),
    initializers: fc.array(tensor, { maxLength: 2 }),
    inputs: fc.array(valueInfo, { maxLength: 2 }),
    outputs: fc.array(valueInfo, { maxLength: 2 }),
  }),
  node: fc.record(
    {
      name: text,
      opType: text,
      domain: fc.string({ minLength: 1 }),
      inputs: fc.array(text, { maxLength: 3 }),
      outputs: fc.array(text, { maxLength: 3 }),
      attributes: fc.dictionary(text, tie('attribute'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    },
    { requiredKeys: ['name', 'opType', 'inputs', 'outputs'], noNullPrototype: true },
  ),
  attribute: fc.oneof(
    { depthSize: 'small', maxDepth: 4, depthIdentifier: 'graph' },
    fc.record({ int: fc.oneof(fc.integer(), fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), -(2n ** 53n))) }),
    fc.record({ float: fc.float() }),
    fc.record({ string: text }),
    fc.record({ ints: fc.array(fc.maxSafeInteger(), { maxLength: 4 }) }),
    fc.record({ floats: fc.array(fc.float(), { maxLength: 4 }) }),
    fc.record({ strings: fc.array(text, { maxLength: 4 }) }),
    fc.record({ tensor }),
    fc.record({ graph: tie('graph') }),
  ),
}));

const model: fc.Arbitrary<OnnxModel> = fc.record({
  graph,
  irVersion: fc.nat(),
  opsets: fc.dictionary(text, fc.nat(), { maxKeys: 3, noNullPrototype: true }),
  producer: text,
  producerVersion: text,
  metadata: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
});

/** One fixed model with every kind of part. */
const rich: OnnxModel = {
  graph: {
    name: 'main',
    nodes: [
      {
        name: 'n',
        opType: 'Loop',
        domain: 'com.microsoft',
        inputs: ['x', ''],
        outputs: ['y'],
        attributes: {
          body: {
            graph: {
              name: 'body',
              nodes: [{ name: 'm', opType: 'Identity', inputs: ['a'], outputs: ['b'] }],
              initializers: [{ name: 's', type: 'string', dims: [2], data: ['ä', 'b'] }],
              inputs: [{ name: 'a', type: 'bool', dims: [] }],
              outputs: [{ name: 'b', type: 'bool', dims: [], unranked: true }],
            },
          },
          axis: { int: -1 },
          alpha: { float: 0.5 },
          mode: { string: 'linear' },
          pads: { ints: [-1, 2, 3] },
          scales: { floats: [1, 2] },
          words: { strings: ['a', 'b'] },
          value: { tensor: { name: 'v', type: 'bool', dims: [2], data: new Uint8Array([0, 1]) } },
        },
      },
    ],
    initializers: [
      { name: 'w', type: 'float32', dims: [2, 2], data: new Float32Array([1, 2, 3, 4]) },
      { name: 'i', type: 'int64', dims: [2], data: new BigInt64Array([-1n, 2n]) },
    ],
    inputs: [{ name: 'x', type: 'float32', dims: ['n', 2] }],
    outputs: [{ name: 'y', type: 'float32', dims: ['n', 2] }],
  },
  irVersion: 9,
  opsets: { '': 20, 'com.microsoft': 1 },
  producer: 'hibiscus',
  producerVersion: '0.1.0',
  metadata: { classes: '["a","b"]' },
};

/** A file of protobufjs with one initializer, and, where `packed` is false, its lists written one by one. */
function fileWith(tensorFields: TensorFields): Uint8Array {
  return ModelProto.encode({ irVersion: 9, graph: { name: 'g', initializer: [tensorFields] } }).finish();
}

function readTensor(tensorFields: TensorFields): OnnxTensor {
  return readModel(fileWith(tensorFields)).graph.initializers[0]!;
}

function nested(to: MessageWriter, field: number, write: () => void): void {
  to.tag(field, WireType.bytes);
  const start = to.begin();
  write();
  to.end(start);
}

function outcome(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
  try {
    read(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
  }
}

describe('readModel', () => {
  it('reads back what writeModel wrote, also after protobufjs has decoded and encoded it', () => {
    fc.assert(
      fc.property(model, (wanted) => {
        const bytes = writeModel(wanted);
        expect(readModel(bytes)).toEqual(wanted);
        expect(readModel(ModelProto.encode(ModelProto.decode(bytes)).finish())).toEqual(wanted);
        const { graph: _graph, ...header } = wanted;
        expect(readMetadata(bytes)).toEqual({
          ...header,
          inputs: wanted.graph.inputs,
          outputs: wanted.graph.outputs,
        });
      }),
      { seed, numRuns: 200 },
    );
  });

  it.each<[what: string, fields: TensorFields, type: ElementType, values: readonly (number | bigint)[]]>([
    ['float_data', { dataType: 1, floatData: [1.5, -2] }, 'float32', [1.5, -2]],
    ['double_data', { dataType: 11, doubleData: [0.1, -2] }, 'float64', [0.1, -2]],
    ['int32_data of int32', { dataType: 6, int32Data: [-(2 ** 31), 7] }, 'int32', [-(2 ** 31), 7]],
    ['int32_data of uint8', { dataType: 2, int32Data: [255, 7] }, 'uint8', [255, 7]],
    ['int32_data of int8', { dataType: 3, int32Data: [-128, 127] }, 'int8', [-128, 127]],
    ['int32_data of bool', { dataType: 9, int32Data: [1, 0] }, 'bool', [1, 0]],
    ['int64_data', { dataType: 7, int64Data: [-1, 2 ** 40] }, 'int64', [-1n, 2n ** 40n]],
    ['uint64_data of uint32', { dataType: 12, uint64Data: [2 ** 32 - 1, 7] }, 'uint32', [2 ** 32 - 1, 7]],
  ])('reads %s', (_what, fields, type, values) => {
    const read = readTensor({ name: 't', dims: [2], ...fields });
    expect(read).toEqual({
      name: 't',
      type,
      dims: [2],
      data: ELEMENT_ARRAYS[type as 'int32'].from(values as number[]),
    });
  });

  it('reads string_data and an empty tensor without data', () => {
    const bytes = (word: string) => new TextEncoder().encode(word);
    expect(
      readTensor({ name: 't', dims: [2], dataType: 8, stringData: [bytes('ä'), bytes('')] }).data,
    ).toEqual(['ä', '']);
    expect(readTensor({ name: 't', dims: [0], dataType: 1 }).data).toEqual(new Float32Array(0));
  });

  it('reads packed and unpacked lists alike', () => {
    const to = new MessageWriter();
    nested(to, 7, () => {
      nested(to, 5, () => {
        nested(to, 1, () => to.varint(3));
        nested(to, 4, () => {
          to.float32(1.5);
          to.float32(2.5);
        });
        to.tag(4, WireType.fixed32);
        to.float32(1.5);
        to.tag(2, WireType.varint);
        to.varint(1);
      });
    });
    const [read] = readModel(to.toBytes()).graph.initializers;
    expect(read).toEqual({ name: '', type: 'float32', dims: [3], data: new Float32Array([1.5, 2.5, 1.5]) });
  });

  it('copies tensors out of the bytes', () => {
    const bytes = writeModel(rich);
    const read = readModel(bytes);
    bytes.fill(0);
    expect(read).toEqual(rich);
  });

  it('reads bytes that start inside a larger buffer', () => {
    const bytes = writeModel(rich);
    const larger = new Uint8Array(bytes.length + 8);
    larger.set(bytes, 3);
    expect(readModel(larger.subarray(3, 3 + bytes.length))).toEqual(rich);
  });

  it.each<[what: string, fields: TensorFields, message: RegExp]>([
    ['float16', { dataType: 10, rawData: new Uint8Array(4) }, /Tensor "t" .*Received float16/],
    ['an unknown type', { dataType: 99 }, /Tensor "t" .*Received the number 99/],
    ['data of another length', { dataType: 1, floatData: [1] }, /dims \[2\] and 1 elements/],
    ['half an element', { dataType: 1, rawData: new Uint8Array(6) }, /dims \[2\] and 1.5 elements/],
    ['a negative dim', { dataType: 1, dims: [-1, -2], floatData: [1, 2] }, /dims \[-1, -2\]/],
    ['data in two places', { dataType: 1, floatData: [1, 2], rawData: new Uint8Array(8) }, /one place/],
    ['a bool of 2', { dataType: 9, int32Data: [1, 2] }, /only values of its type bool/],
    ['a raw bool of 2', { dataType: 9, rawData: new Uint8Array([1, 2]) }, /only values of its type bool/],
    ['a uint8 of 256', { dataType: 2, int32Data: [1, 256] }, /only values of its type uint8/],
    ['a uint32 of 2^32', { dataType: 12, uint64Data: [1, 2 ** 32] }, /only values of its type uint32/],
    ['data in another file', { dataType: 1, dataLocation: 1 }, /Tensor "t" .*another file/],
    ['external data', { dataType: 1, externalData: [{ key: 'location', value: 'w' }] }, /another file/],
    ['huge dims', { dataType: 1, dims: [2 ** 50, 2 ** 50] }, /and 0 elements/],
    ['huge dims with a zero', { dataType: 1, dims: [2 ** 60, 0] }, /and 0 elements/],
  ])('refuses a tensor of %s', (_what, fields, message) => {
    expect(() => readTensor({ name: 't', dims: [2], ...fields })).toThrow(DataError);
    expect(() => readTensor({ name: 't', dims: [2], ...fields })).toThrow(message);
  });

  it('refuses what it would have to leave out or could read in two ways', () => {
    const file = (fields: onnxProto.onnx.IModelProto) =>
      ModelProto.encode({ irVersion: 9, graph: { name: 'g' }, ...fields }).finish();
    const inGraph = (fields: onnxProto.onnx.IGraphProto) => file({ graph: { name: 'g', ...fields } });
    const withAttribute = (fields: onnxProto.onnx.IAttributeProto) =>
      inGraph({ node: [{ opType: 'Op', attribute: [{ name: 'a', ...fields }] }] });
    expect(() => readModel(file({ functions: [{ name: 'f' }] }))).toThrow(/local functions/);
    expect(() => readModel(inGraph({ sparseInitializer: [{}] }))).toThrow(/sparse/);
    expect(() => readModel(inGraph({ input: [{ name: 'x' }] }))).toThrow(/"x" .* declared as a tensor/);
    expect(() => readModel(withAttribute({ type: 9, tensors: [{}] }))).toThrow(/"a" .* attribute type 9/);
    expect(() => readModel(withAttribute({ refAttrName: 'b' }))).toThrow(/reference/);
    expect(() => readModel(withAttribute({}))).toThrow(/no value/);
    expect(() => readModel(file({ metadataProps: [{ key: 'k' }, { key: 'k' }] }))).toThrow(/"k" twice/);
    expect(() => readModel(new Uint8Array(0))).toThrow(/one graph/);
    expect(() => readModel(new TextEncoder().encode('<!doctype html>'))).toThrow(DataError);
    const twice = file({});
    expect(() => readModel(Uint8Array.from([...twice, ...twice]))).toThrow(/one graph/);
  });

  it('ignores fields it does not know', () => {
    const bytes = ModelProto.encode({
      irVersion: 9,
      docString: 'about',
      modelVersion: 4,
      graph: { name: 'g', docString: 'about', valueInfo: [{ name: 'v' }] },
      trainingInfo: [{}],
    }).finish();
    expect(readModel(bytes).graph).toEqual({
      name: 'g',
      nodes: [],
      initializers: [],
      inputs: [],
      outputs: [],
    });
  });

  it('refuses graphs nested deeper than 16', () => {
    const nest = (depth: number): onnxProto.onnx.IGraphProto =>
      depth === 0
        ? {}
        : { node: [{ opType: 'If', attribute: [{ name: 'then_branch', type: 5, g: nest(depth - 1) }] }] };
    const file = (depth: number) => ModelProto.encode({ irVersion: 9, graph: nest(depth) }).finish();
    expect(() => readModel(file(16))).not.toThrow();
    expect(() => readModel(file(17))).toThrow(/nested at most 16 deep/);
  });

  it('gives a model or a DataError for damaged bytes', () => {
    const typed = ModelProto.encode({
      irVersion: 9,
      graph: {
        initializer: [
          { name: 'a', dims: [2], dataType: 1, floatData: [1, 2] },
          { name: 'b', dims: [2], dataType: 7, int64Data: [-1, 2] },
          { name: 'c', dims: [2], dataType: 11, doubleData: [1, 2] },
          { name: 'd', dims: [2], dataType: 9, int32Data: [0, 1] },
          { name: 'e', dims: [2], dataType: 12, uint64Data: [0, 1] },
        ],
      },
    }).finish();
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
    const damaged = fc
      .record({
        base: fc.constantFrom(writeModel(rich), typed),
        changes: fc.array(change, { maxLength: 4 }),
        cut: fc.option(fc.nat()),
      })
      .map(({ base, changes, cut }) => {
        const bytes = base.slice(0, cut === null ? base.length : cut % (base.length + 1));
        for (const { at, byte } of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array()), (bytes) => {
        outcome(readModel, bytes);
        outcome(readMetadata, bytes);
      }),
      { seed, numRuns: 5000 },
    );
  });

  it('gives a DataError for every cut inside the graph', () => {
    const bytes = writeModel({ ...rich, opsets: {}, metadata: {} });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readModel(bytes.subarray(0, length))).toThrow(DataError);
    }
  });
});

describe('readMetadata', () => {
  it('does not look at weights', () => {
    const bytes = fileWith({ name: 't', dims: [2], dataType: 10 });
    expect(() => readModel(bytes)).toThrow(/float16/);
    expect(readMetadata(bytes)).toEqual({
      irVersion: 9,
      opsets: {},
      producer: '',
      producerVersion: '',
      metadata: {},
      inputs: [],
      outputs: [],
    });
  });
});
