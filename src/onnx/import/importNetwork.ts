import { elementwise } from './elementwise.ts';
import { contextOf, type Importers, type Operand } from './operand.ts';
import { tensors } from './tensors.ts';
import { windows } from './windows.ts';
import { cutModel, nodeText } from '../cut.ts';
import { opset } from '../lower.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../model.ts';
import { upgradeModel } from '../upgrade.ts';
import { topologicalOrder } from '../../graph/graph.ts';
import type { NdArray, Value } from '../../graph/types.ts';
import { constantArray, input, withScope } from '../../graph/value.ts';
import { DataError, ShapeError } from '../../util/errors.ts';
import { shapeText, type Shape } from '../../util/shape.ts';

/** Every ONNX op that can be made of ours. */
const importers: Importers = { ...elementwise, ...tensors, ...windows };

/** A tensor of the file that training may change. */
export interface ImportedParameter {
  /** "conv_pw_3.kernel", after the node that uses it first. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** Whether penalties count it: what multiplies inputs. */
  readonly penalized: boolean;
}

/** A network from a file, in our ops. */
export interface ImportedNetwork {
  /** In the order in which the network uses them. */
  readonly parameters: readonly ImportedParameter[];
  readonly outputShape: Shape;
  /** The network on x; `parameter` gives the value of each path. */
  apply(x: Value, parameter: (path: string) => Value): Value;
}

/**
 * Makes an ONNX network of our own ops, so that it can be differentiated and trained.
 *
 * Weights that are quantised in the file become floats. Batch normalization keeps the statistics of the file; dropout
 * is the identity.
 *
 * @param model One input and one output; see `cutModel`.
 * @param shape Of the input, the batch free.
 * @throws {DataError} ops that cannot be made of ours, all of them named; a node that is used in a way that is not
 *   supported; a graph that is damaged.
 * @example importNetwork(cutModel(readModel(bytes)), ['N', 3, 224, 224])
 */
export function importNetwork(model: OnnxModel, shape: Shape): ImportedNetwork {
  // Cut again: a graph that was put together by hand has its nodes in order and no cycle after this.
  const { graph } = upgradeModel(cutModel(model), opset);
  requireKnown(graph.nodes);
  const [fed] = graph.inputs;
  if (!fed || graph.inputs.length > 1)
    throw new DataError(`An imported network must have one input. Received ${graph.inputs.length}.`);
  const constants = new Map<string, Operand>(
    graph.initializers.map((tensor) => [tensor.name, { kind: 'constant', tensor }]),
  );
  const paths = new Map<string, string>();
  const parameters: ImportedParameter[] = [];
  const taken = new Set<string>();

  function declare(tensor: OnnxTensor, node: OnnxNode, role: string): string {
    const known = paths.get(tensor.name);
    if (known !== undefined) return known;
    const base = `${scopeOf(node)}.${role}`;
    let path = base;
    for (let n = 2; taken.has(path); n++) path = `${base}${n}`;
    taken.add(path);
    paths.set(tensor.name, path);
    parameters.push({
      path,
      shape: tensor.dims,
      values: tensor.data as Float32Array,
      penalized: role === 'kernel',
    });
    return path;
  }

  function apply(x: Value, parameter: (path: string) => Value): Value {
    const operands = new Map(constants);
    operands.set(fed!.name, { kind: 'value', value: x });
    for (const node of graph.nodes) {
      const context = contextOf(node, operands, (tensor, user, role) =>
        parameter(declare(tensor, user, role)),
      );
      const made = named(node, () => withScope(scopeOf(node), () => importers[node.opType]!(context)));
      const results = Array.isArray(made) ? (made as readonly Operand[]) : [made as Value | Operand];
      results.forEach((result, i) => {
        const name = node.outputs[i];
        if (name)
          operands.set(name, settled(name, 'kind' in result ? result : { kind: 'value', value: result }));
      });
    }
    const result = operands.get(graph.outputs[0]!.name);
    if (result?.kind !== 'value') throw new DataError('An imported network must depend on its input.');
    return result.value;
  }

  // Once in advance: every mistake shows now, and the parameters are known.
  const dry = apply(input('x', shape), (path) => {
    const found = parameters.find((one) => one.path === path)!;
    return input(path, found.shape);
  });
  return Object.freeze({ parameters: Object.freeze(parameters), outputShape: dry.shape, apply });
}

/**
 * The ops between the trained parameters and the output that have no gradient, named with their nodes; none means that
 * the network can be trained.
 */
export function opsWithoutGradient(
  network: ImportedNetwork,
  shape: Shape,
  trained: ReadonlySet<string>,
): string[] {
  const inputs = new Map<string, Value>();
  const output = network.apply(input('x', shape), (path) => {
    const found = inputs.get(path) ?? input(path, network.parameters.find((one) => one.path === path)!.shape);
    inputs.set(path, found);
    return found;
  });
  const reached = new Set<Value>([...inputs].flatMap(([path, value]) => (trained.has(path) ? [value] : [])));
  const findings = new Set<string>();
  for (const value of topologicalOrder([output])) {
    if (!value.inputs.some((argument) => reached.has(argument))) continue;
    // A comparison carries no gradient, nor needs one: what chooses by it has its own.
    if (value.dtype !== 'float32') continue;
    reached.add(value);
    if (!value.op.vjp) findings.add(`${value.op.name} (${value.scope})`);
  }
  return [...findings];
}

/** @throws {DataError} naming every op that has no importer, and its nodes. */
function requireKnown(nodes: readonly OnnxNode[]): void {
  const unknown = new Map<string, string[]>();
  for (const node of nodes) {
    const isOwn = (node.domain ?? '') === '' || node.domain === 'ai.onnx';
    if (isOwn && Object.hasOwn(importers, node.opType)) continue;
    const type = isOwn ? node.opType : `${node.domain}.${node.opType}`;
    unknown.set(type, [...(unknown.get(type) ?? []), node.name || (node.outputs[0] ?? '')]);
  }
  if (unknown.size === 0) return;
  const list = Array.from(unknown, ([type, where]) => {
    const more = where.length > 3 ? ` and ${where.length - 3} more` : '';
    return `${type} (${where.slice(0, 3).join(', ')}${more})`;
  });
  throw new DataError(
    `A network that is trained must be made of ops with a gradient. It has others: ${list.join('; ')}. ` +
      'Keep it frozen (it then runs as it is), or cut it before them.',
  );
}

/** Errors of shapes, said of the node that made them. */
function named<T>(node: OnnxNode, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof ShapeError)
      throw new DataError(`${nodeText(node)}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** A node's name as a scope and the beginning of a path: without the marks that part scopes. */
const scopeOf = ({ name, outputs, opType }: OnnxNode): string =>
  (name || outputs[0] || opType).replace(/^\/+/, '').replace(/[./\s]+/g, '_');

/** What follows from constants alone is one. */
function settled(name: string, operand: Operand): Operand {
  if (operand.kind !== 'value') return operand;
  const array = evaluated(operand.value);
  if (!array) return operand;
  return {
    kind: 'constant',
    tensor: { name, type: 'float32', dims: array.shape, data: Float32Array.from(array.data) },
  };
}

/** The elements of a value that no input reaches; undefined for any other. Small: constants of a node or two. */
function evaluated(value: Value): NdArray | undefined {
  const direct = constantArray(value);
  if (direct) return direct.dtype === 'float32' ? direct : undefined;
  if (value.inputs.length === 0) return undefined;
  const inputs: NdArray[] = [];
  for (const argument of value.inputs) {
    const array = evaluated(argument) ?? constantArray(argument);
    if (!array) return undefined;
    inputs.push(array);
  }
  if (value.shape.some((dim) => typeof dim !== 'number'))
    throw new DataError(`free ${shapeText(value.shape)}`);
  const type = { dtype: value.dtype, shape: value.shape as readonly number[] };
  return value.op.evaluate(inputs, value.attributes, type);
}
