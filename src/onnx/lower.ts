import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from './model.ts';
import { tilings } from './tilings.ts';
import { topologicalOrder, type Graph } from '../graph/graph.ts';
import type { Scan } from '../graph/scan.ts';
import type { LoweredConstant, Lowering, Value } from '../graph/types.ts';
import { inputName, inputOp } from '../graph/value.ts';

/** The operator set that the lowered programs are written for. */
export const opset = 20;
const irVersion = 10;

/** A graph as an ONNX model: inputs and outputs by their names, nodes named after the layer that made them. */
export function lowerGraph(graph: Graph, metadata: Readonly<Record<string, string>> = {}): OnnxModel {
  return model(new GraphLowering('').graph(graph), metadata);
}

/**
 * A scan as an ONNX model around one `Loop`. Inputs: carried ones by name (packs whole), per-step ones as [steps, …],
 * shared ones, and the trip count `steps` (int64 scalar). Outputs: carried ones and the collected as [steps, …], by
 * output name.
 */
export function lowerScan(scan: Scan): OnnxModel {
  const { body, carried, perStep, collected } = scan;
  const lowering = new GraphLowering('step/');
  const byName = new Map(body.inputs.map((value) => [inputName(value), value]));
  for (const name of Object.keys(carried)) lowering.bind(byName.get(name)!, `step/${name}`);
  for (const name of perStep)
    lowering.bind(byName.get(name)!, lowering.emit('Gather', [name, 'step/iteration'], { axis: { int: 0 } }));
  for (const name of scan.shared) lowering.bind(byName.get(name)!, name);
  lowering.emitAs('step/continue', 'Identity', ['step/condition']);

  const names = Object.entries(carried);
  const results = [...names.map(([, to]) => to), ...collected];
  const lowered = lowering.graph(body, results);
  const scalar = (name: string, type: OnnxValueInfo['type']): OnnxValueInfo => ({ name, type, dims: [] });
  const bodyGraph: OnnxGraph = {
    ...lowered,
    inputs: [
      scalar('step/iteration', 'int64'),
      scalar('step/condition', 'bool'),
      ...names.map(([from]) => valueInfo(`step/${from}`, byName.get(from)!)),
    ],
    outputs: [scalar('step/continue', 'bool'), ...lowered.outputs],
  };
  const unchanged = (name: string): OnnxValueInfo => valueInfo(name, byName.get(name)!);
  const perStepInfo = (name: string): OnnxValueInfo => {
    const info = valueInfo(name, byName.get(name)!);
    return { ...info, dims: ['steps', ...info.dims] };
  };
  const graph: OnnxGraph = {
    name: body.name,
    nodes: [
      {
        name: 'loop',
        opType: 'Loop',
        inputs: ['steps', 'always', ...names.map(([from]) => from)],
        outputs: results,
        attributes: { body: { graph: bodyGraph } },
      },
    ],
    initializers: [{ name: 'always', type: 'bool', dims: [], data: Uint8Array.of(1) }],
    inputs: [
      scalar('steps', 'int64'),
      ...names.map(([from]) => unchanged(from)),
      ...perStep.map(perStepInfo),
      ...scan.shared.map(unchanged),
    ],
    outputs: [
      ...names.map(([, to]) => valueInfo(to, body.outputs[to]!)),
      ...collected.map((name) => {
        const info = valueInfo(name, body.outputs[name]!);
        return { ...info, dims: ['steps', ...info.dims] };
      }),
    ],
  };
  return model(graph, {});
}

const model = (graph: OnnxGraph, metadata: Readonly<Record<string, string>>): OnnxModel => ({
  graph,
  irVersion,
  opsets: { '': opset, 'com.microsoft': 1, 'ai.onnx.ml': 3 },
  producer: 'hibiscus',
  producerVersion: '',
  metadata,
});

const valueInfo = (name: string, value: Value): OnnxValueInfo => ({
  name,
  type: value.dtype,
  dims: value.shape,
});

/** Lowers the values of one graph, each once. */
class GraphLowering implements Lowering {
  private readonly nodes: OnnxNode[] = [];
  private readonly initializers: OnnxTensor[] = [];
  private readonly names = new Map<Value, string>();
  private readonly used = new Set<string>();
  private readonly counts = new Map<string, number>();
  private readonly shared = new Map<string, string>();
  private readonly emitted = new Map<string, readonly string[]>();
  private readonly renamed = new Map<string, string>();
  private scope = '';
  private readonly prefix: string;

  /** @param prefix Starts every name, so that a subgraph's names differ from those of the graph around it. */
  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Gives a program input the name under which nodes refer to it. */
  bind(value: Value, name: string): void {
    this.used.add(name);
    this.names.set(value, name);
  }

  emit(
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    domain?: string,
  ): string {
    return this.emitAll(opType, inputs, 1, attributes, domain)[0]!;
  }

  emitAll(
    opType: string,
    inputs: readonly string[],
    count: number,
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    domain?: string,
  ): readonly string[] {
    // All ops that are emitted are pure (randomness is a hash of the key), so equal nodes have equal results.
    const key = JSON.stringify([domain, opType, inputs, attributes, count]);
    const known = this.emitted.get(key);
    if (known) return known;
    const base = `${this.scope ? `${this.scope}/` : ''}${opType}`;
    const outputs = Array.from({ length: count }, (_, i) => this.unique(i === 0 ? base : `${base}:${i}`));
    this.node(outputs, opType, inputs, attributes, domain);
    this.emitted.set(key, outputs);
    return outputs;
  }

  emitAs(
    output: string,
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    domain?: string,
  ): string {
    this.node([output], opType, inputs, attributes, domain);
    return output;
  }

  private node(
    outputs: readonly string[],
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    domain?: string,
  ): void {
    this.nodes.push({
      name: outputs[0]!,
      opType,
      inputs,
      outputs,
      ...(attributes && { attributes }),
      ...(domain && { domain }),
    });
  }

  constant({ type, dims, data }: LoweredConstant): string {
    const key = data.length <= 4096 ? `${type}[${dims.join()}]${Array.from(data).join()}` : undefined;
    const known = key === undefined ? undefined : this.shared.get(key);
    if (known) return known;
    const name = this.unique('constant');
    this.initializers.push({ name, type, dims, data: constantData(type, data) });
    if (key !== undefined) this.shared.set(key, name);
    return name;
  }

  ints(values: readonly number[]): string {
    return this.constant({ type: 'int64', dims: [values.length], data: values });
  }

  float(value: number): string {
    return this.constant({ type: 'float32', dims: [], data: [value] });
  }

  /** The whole graph, its outputs in the order of `results` under their own names. */
  graph(graph: Graph, results: readonly string[] = Object.keys(graph.outputs)): OnnxGraph {
    for (const value of graph.inputs) if (!this.names.has(value)) this.bind(value, inputName(value));
    for (const name of results) this.used.add(name);
    const order = topologicalOrder(results.map((name) => graph.outputs[name]!));
    const tiled = tilings(order);
    for (const value of order) {
      if (this.names.has(value)) continue;
      if (value.op.name === inputOp.name) throw new Error(`input ${inputName(value)} is not bound`);
      this.scope = value.scope;
      const inputs = value.inputs.map((argument) => this.names.get(argument)!);
      const slices = tiled.get(value);
      if (slices) this.split(slices, inputs[0]!);
      else this.names.set(value, value.op.lower(this, inputs, value));
    }
    this.scope = '';
    const outputs = results.map((name) => {
      const value = graph.outputs[name]!;
      this.nameOutput(value, name);
      return valueInfo(name, value);
    });
    const nodes = this.finished();
    // An op may look at an input for its shape or its gradient alone; then no node refers to that constant.
    const read = new Set(nodes.flatMap(({ inputs }) => inputs));
    return {
      name: graph.name,
      nodes,
      initializers: this.initializers.filter(({ name }) => read.has(name)),
      inputs: graph.inputs.map((value) => valueInfo(inputName(value), value)),
      outputs,
    };
  }

  /** Lowers slices that lie side by side as one node. */
  private split(slices: readonly Value[], x: string): void {
    const { axis } = slices[0]!.attributes as { readonly axis: number };
    const sizes = this.ints(slices.map(({ shape }) => shape[axis] as number));
    const outputs = this.emitAll('Split', [x, sizes], slices.length, { axis: { int: axis } });
    slices.forEach((value, i) => this.names.set(value, outputs[i]!));
  }

  /** Makes `value` available as the output `name`: by renaming what its node gives, else by a copy. */
  private nameOutput(value: Value, name: string): void {
    const from = this.names.get(value)!;
    const producer = this.nodes.findLast(({ outputs }) => outputs.includes(from));
    if (!producer || this.renamed.has(from)) {
      this.emitAs(name, 'Identity', [this.renamed.get(from) ?? from]);
      return;
    }
    this.renamed.set(from, name);
  }

  /** The nodes with outputs under their public names. */
  private finished(): OnnxNode[] {
    const rename = (name: string) => this.renamed.get(name) ?? name;
    return this.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    }));
  }

  private unique(base: string): string {
    let count = (this.counts.get(base) ?? 0) + 1;
    const candidate = () => (count === 1 ? this.prefix + base : `${this.prefix}${base}#${count}`);
    while (this.used.has(candidate())) count++;
    this.counts.set(base, count);
    this.used.add(candidate());
    return candidate();
  }
}

function constantData(type: LoweredConstant['type'], data: ArrayLike<number>): OnnxTensor['data'] {
  switch (type) {
    case 'float32':
      return new Float32Array(data);
    case 'int32':
      return new Int32Array(data);
    case 'uint32':
      return new Uint32Array(data);
    case 'bool':
      return new Uint8Array(data);
    case 'int64':
      return BigInt64Array.from(Array.from(data), BigInt);
  }
}

/** The layer that a node's name points to: "step/layers.2.dense/backward/MatMul#3" → "layers.2.dense". */
export function layerOf(nodeName: string): string {
  const parts = nodeName.replace(/^step\//, '').split('/');
  return parts.length > 1 ? parts[0]! : nodeName;
}
