import onnxProto from 'onnx-proto';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { DataError, OptionError, ShapeError } from '../util/errors.ts';
import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from './model.ts';
import { writeModel } from './write.ts';

const { ModelProto } = onnxProto.onnx;

function modelOf(graph: Partial<OnnxGraph>): OnnxModel {
  return {
    graph: { name: 'main', nodes: [], initializers: [], inputs: [], outputs: [], ...graph },
    irVersion: 9,
    opsets: { '': 20 },
    producer: 'hibiscus',
    producerVersion: '0.1.0',
    metadata: {},
  };
}

function nodeWith(attributes: Record<string, OnnxAttribute>): OnnxModel {
  return modelOf({ nodes: [{ name: 'n', opType: 'Op', inputs: [], outputs: ['y'], attributes }] });
}

function tensorOf(tensor: Partial<OnnxTensor>): OnnxModel {
  const whole: OnnxTensor = { name: 't', type: 'float32', dims: [2], data: new Float32Array(2), ...tensor };
  return modelOf({ initializers: [whole] });
}

/** y = x·w + b once, and `steps` times over in a Loop whose body takes w and b from outside. */
function affineModel(): OnnxModel {
  const affine = (prefix: string, from: string, to: string): OnnxNode[] => [
    { name: `${prefix}/MatMul`, opType: 'MatMul', inputs: [from, 'w'], outputs: [`${to}.product`] },
    { name: `${prefix}/Add`, opType: 'Add', inputs: [`${to}.product`, 'b'], outputs: [to] },
  ];
  const body: OnnxGraph = {
    name: 'body',
    nodes: [
      { name: 'body/Identity', opType: 'Identity', inputs: ['keepGoing'], outputs: ['goOn'] },
      ...affine('body', 'v', 'next'),
    ],
    initializers: [],
    inputs: [
      { name: 'step', type: 'int64', dims: [] },
      { name: 'keepGoing', type: 'bool', dims: [] },
      { name: 'v', type: 'float32', dims: [], unranked: true },
    ],
    outputs: [
      { name: 'goOn', type: 'bool', dims: [] },
      { name: 'next', type: 'float32', dims: ['n', 2] },
    ],
  };
  return modelOf({
    nodes: [
      ...affine('once', 'x', 'y'),
      {
        name: 'loop/Loop',
        opType: 'Loop',
        inputs: ['steps', '', 'x'],
        outputs: ['looped'],
        attributes: { body: { graph: body } },
      },
      {
        name: 'sum/ReduceSum',
        opType: 'ReduceSum',
        inputs: ['looped', 'lastAxis'],
        outputs: ['sum'],
        attributes: { keepdims: { int: 0 } },
      },
    ],
    initializers: [
      { name: 'w', type: 'float32', dims: [2, 2], data: new Float32Array([1, 2, 3, 4]) },
      { name: 'b', type: 'float32', dims: [2], data: new Float32Array([0.5, -1]) },
      { name: 'lastAxis', type: 'int64', dims: [1], data: new BigInt64Array([-1n]) },
    ],
    inputs: [
      { name: 'steps', type: 'int64', dims: [] },
      { name: 'x', type: 'float32', dims: ['n', 2] },
    ],
    outputs: [
      { name: 'y', type: 'float32', dims: ['n', 2] },
      { name: 'looped', type: 'float32', dims: ['n', 2] },
      { name: 'sum', type: 'float32', dims: ['n'] },
    ],
  });
}

describe('writeModel', () => {
  it('writes what protobufjs reads', () => {
    const attributes: Record<string, OnnxAttribute> = {
      int: { int: -1 },
      big: { int: -(2n ** 63n) },
      float: { float: 0.1 },
      string: { string: 'grüße' },
      ints: { ints: [-1, 0, 2 ** 40] },
      floats: { floats: [1.5, -Infinity] },
      strings: { strings: ['a', ''] },
      none: { ints: [] },
      tensor: { tensor: { name: 'c', type: 'bool', dims: [2], data: new Uint8Array([1, 0]) } },
      graph: { graph: { name: 'inner', nodes: [], initializers: [], inputs: [], outputs: [] } },
    };
    const model: OnnxModel = {
      ...modelOf({
        nodes: [
          { name: 'n', opType: 'Op', domain: 'com.microsoft', inputs: ['x', ''], outputs: ['y'], attributes },
        ],
        initializers: [
          { name: 'empty', type: 'float32', dims: [0, 3], data: new Float32Array(0) },
          { name: 'words', type: 'string', dims: [2], data: ['ä', ''] },
          { name: 'large', type: 'float64', dims: [100], data: new Float64Array(100).fill(Math.PI) },
        ],
        inputs: [{ name: 'x', type: 'float32', dims: ['batch', 3, -1, ''] }],
        outputs: [
          { name: 'y', type: 'int8', dims: [] },
          { name: 'z', type: 'uint32', dims: [], unranked: true },
        ],
      }),
      opsets: { '': 20, 'com.microsoft': 1 },
      metadata: { classes: '["a","b"]' },
    };
    const plain = ModelProto.toObject(ModelProto.decode(writeModel(model)), {
      longs: String,
      enums: String,
      bytes: Array,
    });
    const utf8 = (word: string) => [...new TextEncoder().encode(word)];
    const raw = (data: Float64Array) => [...new Uint8Array(data.buffer)];
    const tensorType = (fields: object) => ({ tensorType: fields });
    expect(plain).toEqual({
      irVersion: '9',
      producerName: 'hibiscus',
      producerVersion: '0.1.0',
      opsetImport: [
        { domain: '', version: '20' },
        { domain: 'com.microsoft', version: '1' },
      ],
      metadataProps: [{ key: 'classes', value: '["a","b"]' }],
      graph: {
        name: 'main',
        node: [
          {
            name: 'n',
            opType: 'Op',
            domain: 'com.microsoft',
            input: ['x', ''],
            output: ['y'],
            attribute: [
              { name: 'int', type: 'INT', i: '-1' },
              { name: 'big', type: 'INT', i: '-9223372036854775808' },
              { name: 'float', type: 'FLOAT', f: Math.fround(0.1) },
              { name: 'string', type: 'STRING', s: utf8('grüße') },
              { name: 'ints', type: 'INTS', ints: ['-1', '0', '1099511627776'] },
              { name: 'floats', type: 'FLOATS', floats: [1.5, -Infinity] },
              { name: 'strings', type: 'STRINGS', strings: [utf8('a'), []] },
              { name: 'none', type: 'INTS' },
              { name: 'tensor', type: 'TENSOR', t: { name: 'c', dataType: 9, dims: ['2'], rawData: [1, 0] } },
              { name: 'graph', type: 'GRAPH', g: { name: 'inner' } },
            ],
          },
        ],
        initializer: [
          { name: 'empty', dataType: 1, dims: ['0', '3'], rawData: [] },
          { name: 'words', dataType: 8, dims: ['2'], stringData: [utf8('ä'), []] },
          { name: 'large', dataType: 11, dims: ['100'], rawData: raw(new Float64Array(100).fill(Math.PI)) },
        ],
        input: [
          {
            name: 'x',
            type: tensorType({
              elemType: 1,
              shape: { dim: [{ dimParam: 'batch' }, { dimValue: '3' }, { dimValue: '-1' }, {}] },
            }),
          },
        ],
        output: [
          { name: 'y', type: tensorType({ elemType: 3, shape: {} }) },
          { name: 'z', type: tensorType({ elemType: 12 }) },
        ],
      },
    });
  });

  it('gives the same bytes for the same model', () => {
    expect(writeModel(affineModel())).toEqual(writeModel(affineModel()));
  });

  it('writes MatMul, Add and a Loop that onnxruntime runs', async () => {
    const session = await ort.InferenceSession.create(writeModel(affineModel()));
    const result = await session.run({
      steps: new ort.Tensor('int64', [3n], []),
      x: new ort.Tensor('float32', [1, 0, 0, 2], [2, 2]),
    });
    const affine = ([p, q]: readonly number[]) => [p! + 3 * q! + 0.5, 2 * p! + 4 * q! - 1];
    const thrice = [affine(affine(affine([1, 0]))), affine(affine(affine([0, 2])))];
    expect([...(result.y!.data as Float32Array)]).toEqual([affine([1, 0]), affine([0, 2])].flat());
    expect([...(result.looped!.data as Float32Array)]).toEqual(thrice.flat());
    expect([...(result.sum!.data as Float32Array)]).toEqual(thrice.map(([p, q]) => p! + q!));
  });

  it('writes string tensors and a LabelEncoder that onnxruntime runs', async () => {
    const model: OnnxModel = {
      ...modelOf({
        nodes: [
          {
            name: 'concat/Concat',
            opType: 'Concat',
            inputs: ['words', 'typed'],
            outputs: ['all'],
            attributes: { axis: { int: -1 } },
          },
          {
            name: 'labels/LabelEncoder',
            opType: 'LabelEncoder',
            domain: 'ai.onnx.ml',
            inputs: ['all'],
            outputs: ['ids'],
            attributes: {
              keys_strings: { strings: ['apfel', 'öl', ''] },
              values_int64s: { ints: [3, -4, 2 ** 40] },
              default_int64: { int: -1 },
            },
          },
        ],
        initializers: [{ name: 'words', type: 'string', dims: [3], data: ['öl', 'nothing', ''] }],
        inputs: [{ name: 'typed', type: 'string', dims: ['n'] }],
        outputs: [{ name: 'ids', type: 'int64', dims: ['m'] }],
      }),
      opsets: { '': 20, 'ai.onnx.ml': 3 },
    };
    const session = await ort.InferenceSession.create(writeModel(model));
    const { ids } = await session.run({ typed: new ort.Tensor('string', ['apfel'], [1]) });
    expect([...(ids!.data as BigInt64Array)]).toEqual([-4n, -1n, 2n ** 40n, 3n]);
  });

  it('refuses what does not fit', () => {
    expect(() => writeModel(tensorOf({ dims: [3] }))).toThrow(ShapeError);
    expect(() => writeModel(tensorOf({ dims: [-1, -2] }))).toThrow(ShapeError);
    expect(() => writeModel(tensorOf({ type: 'int32' }))).toThrow(
      /must hold a Int32Array\. Received a Float32Array/,
    );
    expect(() => writeModel(tensorOf({ type: 'string' }))).toThrow(ShapeError);
    expect(() => writeModel(tensorOf({ type: 'bool', data: new Uint8Array([1, 2]) }))).toThrow(ShapeError);
    expect(() => writeModel(tensorOf({ name: '\udc00' }))).toThrow(DataError);
    expect(() => writeModel(nodeWith({ a: { int: 1.5 } }))).toThrow(OptionError);
    expect(() => writeModel(nodeWith({ a: { int: 2n ** 63n } }))).toThrow(OptionError);
    expect(() => writeModel(nodeWith({ a: { ints: [2 ** 60] } }))).toThrow(OptionError);
    expect(() => writeModel(nodeWith({ a: { float: 1e300 } }))).toThrow(OptionError);
    expect(() => writeModel(nodeWith({ a: {} as OnnxAttribute }))).toThrow(/Received none of them/);
  });

  it('refuses graphs nested deeper than 16', () => {
    const nest = (depth: number): OnnxModel =>
      depth === 0 ? modelOf({}) : nodeWith({ body: { graph: nest(depth - 1).graph } });
    expect(() => writeModel(nest(16))).not.toThrow();
    expect(() => writeModel(nest(17))).toThrow(OptionError);
  });
});
