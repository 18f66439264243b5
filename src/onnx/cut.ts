import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode } from './model.ts';
import { DataError, nearest } from '../util/errors.ts';

/** Every tensor name that a node reads, in its inputs and inside its subgraphs. */
export function namesRead(node: OnnxNode): string[] {
  const inner = Object.values(node.attributes ?? {}).flatMap((attribute) =>
    'graph' in attribute
      ? [...attribute.graph.nodes.flatMap(namesRead), ...attribute.graph.outputs.map(({ name }) => name)]
      : [],
  );
  return [...node.inputs, ...inner].filter((name) => name !== '');
}

/** The inputs that must be fed: files of ir_version 3 and older list their weights among the inputs. */
export function fedInputs({ inputs, initializers }: OnnxGraph): OnnxGraph['inputs'] {
  const given = new Set(initializers.map(({ name }) => name));
  return inputs.filter(({ name }) => !given.has(name));
}

/**
 * The part of a model that one of its tensors needs: the nodes and weights it follows from, with it as the only output.
 *
 * @param tensor Name of the tensor; the model's own output where it has just one.
 * @throws {DataError} no such tensor (with the nearest name); several outputs and none chosen; nodes that wait for each
 *   other, are listed twice or read what nothing gives.
 * @example cutModel(readModel(bytes), 'conv_pw_12_r')
 */
export function cutModel(model: OnnxModel, tensor?: string): OnnxModel {
  const { graph } = model;
  const name = tensor ?? onlyOutput(graph);
  const producers = new Map<string, OnnxNode>();
  for (const node of graph.nodes)
    for (const output of node.outputs) {
      if (output === '') continue;
      if (producers.has(output))
        throw new DataError(`An ONNX graph must give each tensor once. Received "${output}" twice.`);
      producers.set(output, node);
    }
  const initializers = new Map(graph.initializers.map((one) => [one.name, one]));
  const inputs = new Set(fedInputs(graph).map((one) => one.name));
  if (!producers.has(name)) {
    const near = nearest(name, [...producers.keys()]);
    throw new DataError(
      `cut: must name a tensor that the model computes. Received "${name}".` +
        (near === undefined
          ? ` Its last ones are ${[...producers.keys()].slice(-5).join(', ')}.`
          : ` Did you mean "${near}"?`),
    );
  }

  // Depth first, without recursion: graphs are hundreds of nodes deep.
  const order: OnnxNode[] = [];
  const state = new Map<OnnxNode, 'open' | 'done'>();
  const used = new Set<string>();
  const stack: { node: OnnxNode; reads: string[]; next: number }[] = [];
  const enter = (node: OnnxNode) => {
    state.set(node, 'open');
    stack.push({ node, reads: namesRead(node), next: 0 });
  };
  enter(producers.get(name)!);
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    const read = top.reads[top.next++];
    if (read === undefined) {
      state.set(top.node, 'done');
      order.push(top.node);
      stack.pop();
      continue;
    }
    used.add(read);
    const producer = producers.get(read);
    if (producer) {
      if (state.get(producer) === 'open')
        throw new DataError(
          `An ONNX graph must have no cycle. ${nodeText(producer)} waits for its own output "${read}".`,
        );
      if (!state.has(producer)) enter(producer);
    } else if (!initializers.has(read) && !inputs.has(read) && !isInner(top.node, read))
      throw new DataError(
        `${nodeText(top.node)} must read tensors that the graph gives. Nothing gives "${read}". Export the model again.`,
      );
  }
  const declared = graph.outputs.find((output) => output.name === name);
  return {
    ...model,
    graph: {
      name: graph.name,
      nodes: order,
      initializers: graph.initializers.filter((one) => used.has(one.name)),
      inputs: fedInputs(graph).filter((one) => used.has(one.name)),
      outputs: [declared ?? { name, type: 'float32', dims: [], unranked: true }],
    },
  };
}

/** A node as messages name it: `Conv "conv1"`, by its output where it has no name. */
export const nodeText = ({ opType, name, outputs }: OnnxNode): string =>
  `${opType} "${name || (outputs[0] ?? '')}"`;

function onlyOutput(graph: OnnxGraph): string {
  if (graph.outputs.length !== 1)
    throw new DataError(
      `A model must have one output, or the tensor to take must be named. ` +
        `Received ${graph.outputs.length} outputs (${graph.outputs.map(({ name }) => name).join(', ')}). Name one as the cut.`,
    );
  return graph.outputs[0]!.name;
}

/** Whether a name belongs to a subgraph of the node. */
const isInner = (node: OnnxNode, name: string): boolean =>
  Object.values(node.attributes ?? {}).some(
    (attribute) =>
      'graph' in attribute &&
      (attribute.graph.initializers.some((one) => one.name === name) ||
        attribute.graph.inputs.some((one) => one.name === name) ||
        attribute.graph.nodes.some((inner) => inner.outputs.includes(name) || isInner(inner, name))),
  );

/** The graph with every tensor and node under another name, subgraphs too. */
export function renamed(graph: OnnxGraph, rename: (name: string) => string): OnnxGraph {
  const tensor = (name: string) => (name === '' ? '' : rename(name));
  const attribute = (value: OnnxAttribute): OnnxAttribute =>
    'graph' in value ? { graph: renamed(value.graph, rename) } : value;
  const named = <T extends { readonly name: string }>(one: T): T => ({ ...one, name: rename(one.name) });
  return {
    name: graph.name,
    nodes: graph.nodes.map((node) => ({
      ...node,
      name: rename(node.name || (node.outputs[0] ?? '')),
      inputs: node.inputs.map(tensor),
      outputs: node.outputs.map(tensor),
      ...(node.attributes && {
        attributes: Object.fromEntries(
          Object.entries(node.attributes).map(([key, value]) => [key, attribute(value)]),
        ),
      }),
    })),
    initializers: graph.initializers.map(named),
    inputs: graph.inputs.map(named),
    outputs: graph.outputs.map(named),
  };
}
