import { nodeText } from './cut.ts';
import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from './model.ts';
import { DataError } from '../util/errors.ts';

/** What an adapter may use: new constants, and new names that nothing else bears. */
interface Upgrade {
  readonly version: number;
  constant(type: 'int64' | 'float32', values: readonly number[], scalar?: boolean): string;
  fresh(base: string): string;
}

/** One node in the form of an older operator set, as one or several of the newer. */
type Adapter = (node: OnnxNode, upgrade: Upgrade) => readonly OnnxNode[];

/** The oldest operator set that is upgraded: before it, broadcasting was an attribute. */
const oldest = 7;

/**
 * A model for a newer operator set of ONNX's own domain: what changed its form is rewritten, node by node.
 *
 * Covers what changed between sets 7 and 20; ops that only took on more element types stay as they are. A model of
 * `version` or newer comes back unchanged.
 *
 * @throws {DataError} an older set than 7, or an op whose old form has no counterpart (`Upsample`, `Scatter`).
 * @see https://github.com/onnx/onnx/blob/main/docs/Changelog.md
 */
export function upgradeModel(model: OnnxModel, version: number): OnnxModel {
  const from = model.opsets[''] ?? model.opsets['ai.onnx'] ?? 0;
  if (from >= version) return model;
  if (from < oldest)
    throw new DataError(
      `An ONNX model must use operator set ${oldest} or newer. Received ${from}. ` +
        'Convert it (onnx.version_converter.convert_version(model, 17)).',
    );
  const { 'ai.onnx': _, ...opsets } = model.opsets;
  return { ...model, opsets: { ...opsets, '': version }, graph: upgradeGraph(model.graph, from) };
}

function upgradeGraph(graph: OnnxGraph, version: number): OnnxGraph {
  const initializers: OnnxTensor[] = [...graph.initializers];
  const taken = new Set([
    ...graph.nodes.flatMap(({ outputs }) => outputs),
    ...initializers.map((i) => i.name),
  ]);
  const fresh = (base: string): string => {
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}#${n}`;
    taken.add(name);
    return name;
  };
  const nodes = graph.nodes.flatMap((node) => {
    const inner = withUpgradedSubgraphs(node, version);
    const adapter = (node.domain ?? '') === '' ? adapters[node.opType] : undefined;
    if (!adapter) return [inner];
    return adapter(inner, {
      version,
      fresh: (base) => fresh(`${node.outputs[0] ?? node.name}/${base}`),
      constant(type, values, scalar = false) {
        const name = fresh(`${node.outputs[0] ?? node.name}/constant`);
        const data = type === 'int64' ? BigInt64Array.from(values, BigInt) : Float32Array.from(values);
        initializers.push({ name, type, dims: scalar ? [] : [values.length], data });
        return name;
      },
    });
  });
  return { ...graph, nodes, initializers };
}

function withUpgradedSubgraphs(node: OnnxNode, version: number): OnnxNode {
  if (!Object.values(node.attributes ?? {}).some((attribute) => 'graph' in attribute)) return node;
  const attributes = Object.fromEntries(
    Object.entries(node.attributes!).map(([key, value]): [string, OnnxAttribute] => [
      key,
      'graph' in value ? { graph: upgradeGraph(value.graph, version) } : value,
    ]),
  );
  return { ...node, attributes };
}

const without = (node: OnnxNode, ...names: readonly string[]): OnnxNode => ({
  ...node,
  attributes: Object.fromEntries(
    Object.entries(node.attributes ?? {}).filter(([name]) => !names.includes(name)),
  ),
});

const intsOf = (node: OnnxNode, name: string): readonly number[] | undefined => {
  const attribute = node.attributes?.[name];
  return attribute && 'ints' in attribute ? attribute.ints : undefined;
};

const floatOf = (node: OnnxNode, name: string): number | undefined => {
  const attribute = node.attributes?.[name];
  return attribute && 'float' in attribute ? attribute.float : undefined;
};

/** `axes` as an attribute before set `since`, as the second input from it on. */
const axesToInput =
  (since: number): Adapter =>
  (node, { version, constant }) => {
    const axes = intsOf(node, 'axes');
    if (version >= since || !axes) return [node];
    return [{ ...without(node, 'axes'), inputs: [node.inputs[0]!, constant('int64', axes)] }];
  };

/** Before set 13 these worked on the input flattened to a matrix at `axis`, 1 by default. */
const flattened: Adapter = (node, { version, fresh }) => {
  if (version >= 13) return [node];
  const attribute = node.attributes?.axis;
  const axis = attribute && 'int' in attribute ? Number(attribute.int) : 1;
  const [x, y] = [node.inputs[0]!, node.outputs[0]!];
  const [matrix, shape, flat] = [fresh('flat'), fresh('shape'), fresh('result')];
  const helper = (opType: string, inputs: string[], output: string): OnnxNode => ({
    name: output,
    opType,
    inputs,
    outputs: [output],
  });
  return [
    { ...helper('Flatten', [x], matrix), attributes: { axis: { int: axis } } },
    helper('Shape', [x], shape),
    { ...node, inputs: [matrix], outputs: [flat], attributes: { axis: { int: -1 } } },
    helper('Reshape', [flat, shape], y),
  ];
};

const refused =
  (until: number, advice: string): Adapter =>
  (node, { version }) => {
    if (version >= until) return [node];
    throw new DataError(
      `${nodeText(node)} of operator set ${version} has no counterpart in newer ones. ${advice}`,
    );
  };

const convert = 'Convert the model (onnx.version_converter.convert_version(model, 17)), or cut before it.';

const reductions = ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'SumSquare'].map(
  (name): [string, Adapter] => [`Reduce${name}`, axesToInput(18)],
);

/** The ops whose form changed between sets 7 and 20 in a way that old nodes do not fit. */
const adapters: Readonly<Record<string, Adapter>> = {
  ...Object.fromEntries(reductions),
  ReduceSum: axesToInput(13),
  Squeeze: axesToInput(13),
  Unsqueeze: axesToInput(13),
  Softmax: flattened,
  LogSoftmax: flattened,
  Hardmax: flattened,
  BatchNormalization: (node) => [{ ...without(node, 'spatial'), outputs: node.outputs.slice(0, 1) }],
  // A network that is read does not train: what dropout keeps is everything.
  Dropout: (node) => [
    {
      ...without(node, 'ratio', 'seed'),
      opType: 'Identity',
      inputs: [node.inputs[0]!],
      outputs: [node.outputs[0]!],
    },
  ],
  Clip(node, { version, constant }) {
    if (version >= 11) return [node];
    const bound = (name: string) => {
      const value = floatOf(node, name);
      return value === undefined ? '' : constant('float32', [value], true);
    };
    return [{ ...without(node, 'min', 'max'), inputs: [node.inputs[0]!, bound('min'), bound('max')] }];
  },
  Pad(node, { version, constant }) {
    const pads = intsOf(node, 'pads');
    if (version >= 11 || !pads) return [node];
    const fill = constant('float32', [floatOf(node, 'value') ?? 0], true);
    return [{ ...without(node, 'pads', 'value'), inputs: [node.inputs[0]!, constant('int64', pads), fill] }];
  },
  Slice(node, { version, constant }) {
    if (version >= 10) return [node];
    const part = (name: string) => {
      const values = intsOf(node, name);
      return values ? constant('int64', values) : '';
    };
    const inputs = [node.inputs[0]!, part('starts'), part('ends'), part('axes')];
    return [
      { ...without(node, 'starts', 'ends', 'axes'), inputs: inputs.filter((x, i) => i < 3 || x !== '') },
    ];
  },
  Split(node, { version, constant }) {
    const split = intsOf(node, 'split');
    const hasSizes = node.inputs.length > 1 && node.inputs[1] !== '';
    if (version < 13 && split)
      return [{ ...without(node, 'split'), inputs: [node.inputs[0]!, constant('int64', split)] }];
    if (version >= 18 || hasSizes) return [node];
    return [{ ...node, attributes: { ...node.attributes, num_outputs: { int: node.outputs.length } } }];
  },
  TopK(node, { version, constant }) {
    const k = node.attributes?.k;
    if (version >= 10 || !k || !('int' in k)) return [node];
    return [{ ...without(node, 'k'), inputs: [node.inputs[0]!, constant('int64', [Number(k.int)])] }];
  },
  GridSample(node) {
    const mode = node.attributes?.mode;
    const name = mode && 'string' in mode ? mode.string : 'linear';
    const now = { bilinear: 'linear', bicubic: 'cubic' }[name] ?? name;
    return [{ ...node, attributes: { ...node.attributes, mode: { string: now } } }];
  },
  RoiAlign: (node, { version }) =>
    version >= 16
      ? [node]
      : [
          {
            ...node,
            attributes: {
              ...node.attributes,
              coordinate_transformation_mode: { string: 'output_half_pixel' },
            },
          },
        ],
  Resize: refused(11, convert),
  Upsample: refused(Infinity, convert),
  Scatter: refused(Infinity, convert),
  Scan: refused(9, convert),
  DFT: refused(20, convert),
};
