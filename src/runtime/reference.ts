import { isScan, stepCount, type Program, type Runtime, type Tensor, type Tensors } from './runtime.ts';
import { topologicalOrder, type Graph } from '../graph/graph.ts';
import type { Packs, Scan } from '../graph/scan.ts';
import type { NdArray } from '../graph/types.ts';
import { inputName, storage } from '../graph/value.ts';
import { DataError } from '../util/errors.ts';
import { elementCount, shapeText } from '../util/shape.ts';

/** Named arrays in the reference's own precision. */
export type NdArrays = Readonly<Record<string, NdArray>>;

/**
 * Runs a graph in float64, op by op as each one's `evaluate` says: slow, plain, and the truth that every other
 * runtime is held against.
 *
 * @throws {DataError} an input is missing or has another type than the graph says.
 */
export function interpret(graph: Graph, feeds: NdArrays): Record<string, NdArray> {
  const results = new Map<object, NdArray>();
  for (const value of graph.inputs) {
    const name = inputName(value);
    const array = feeds[name];
    if (!array) throw new DataError(`${graph.name}: input "${name}" must be fed. It is missing.`);
    const fits =
      array.dtype === value.dtype &&
      array.shape.length === value.shape.length &&
      value.shape.every((dim, axis) => typeof dim === 'string' || dim === array.shape[axis]) &&
      array.data.length === elementCount(array.shape);
    if (!fits)
      throw new DataError(
        `${graph.name}: input "${name}" must be ${value.dtype}${shapeText(value.shape)}. ` +
          `Received ${array.dtype}${shapeText(array.shape)}.`,
      );
    results.set(value, array);
  }
  for (const value of topologicalOrder(Object.values(graph.outputs))) {
    if (results.has(value)) continue;
    const inputs = value.inputs.map((argument) => results.get(argument)!);
    // Inferred again from what came in, which settles free dimensions.
    const type = value.op.infer(inputs, value.attributes);
    results.set(
      value,
      value.op.evaluate(
        inputs,
        value.attributes,
        type as { dtype: NdArray['dtype']; shape: readonly number[] },
      ),
    );
  }
  return Object.fromEntries(
    Object.entries(graph.outputs).map(([name, value]) => [name, results.get(value)!]),
  );
}

/** Runs a scan in float64, step by step. Feeds and results as for a compiled scan. */
export function interpretScan(scan: Scan, feeds: NdArrays, steps: number): Record<string, NdArray> {
  const carried: Record<string, NdArray> = {};
  for (const name of Object.keys(scan.carried))
    carried[name] = scan.packs[name]
      ? packed(scan.packs[name].map(({ from }) => feeds[from]!))
      : feeds[name]!;
  const collected: Record<string, NdArray[]> = {};
  for (let step = 0; step < steps; step++) {
    const slices = scan.perStep.map((name) => [name, sliceStep(feeds[name]!, step)] as const);
    const shared = scan.shared.map((name) => [name, feeds[name]!] as const);
    const outputs = interpret(scan.body, { ...carried, ...Object.fromEntries([...slices, ...shared]) });
    for (const [from, to] of Object.entries(scan.carried)) carried[from] = outputs[to]!;
    for (const name of scan.collected) (collected[name] ??= []).push(outputs[name]!);
  }
  const results = Object.entries(scan.carried).flatMap(([from, to]) =>
    scan.packs[from] ? unpacked(carried[from]!, scan.packs[from]) : [[to, carried[from]!] as const],
  );
  const stacks = Object.entries(collected).map(([name, arrays]) => [name, stack(arrays)] as const);
  return Object.fromEntries([...results, ...stacks]);
}

function packed(arrays: readonly NdArray[]): NdArray {
  const data = arrays.flatMap((array) => Array.from(array.data));
  return { dtype: 'float32', shape: [data.length], data: Float64Array.from(data) };
}

function unpacked({ data }: NdArray, members: Packs[string]): (readonly [string, NdArray])[] {
  let end = 0;
  return members.map(({ to, shape }) => {
    const start = end;
    end += elementCount(shape);
    return [to, { dtype: 'float32', shape, data: data.slice(start, end) }] as const;
  });
}

function sliceStep(array: NdArray, step: number): NdArray {
  const shape = array.shape.slice(1);
  const count = elementCount(shape);
  return { dtype: array.dtype, shape, data: array.data.slice(step * count, (step + 1) * count) };
}

function stack(arrays: readonly NdArray[]): NdArray {
  const { dtype, shape } = arrays[0]!;
  const data = storage(dtype, arrays.length * elementCount(shape));
  arrays.forEach((array, i) => data.set(array.data, i * elementCount(shape)));
  return { dtype, shape: [arrays.length, ...shape], data };
}

/** A tensor in the reference's precision. */
export const toNdArray = (tensor: Tensor): NdArray =>
  tensor.dtype === 'float32' ? { ...tensor, data: Float64Array.from(tensor.data) } : tensor;

const toTensor = (array: NdArray): Tensor =>
  (array.dtype === 'float32' ? { ...array, data: Float32Array.from(array.data) } : array) as Tensor;

const mapValues = <A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));

/** The reference behind the common interface: float32 in and out, float64 inside. */
export const referenceRuntime: Runtime = Object.freeze({
  name: 'reference',
  compile: async (program: Graph | Scan): Promise<Program> => ({
    async run(feeds: Tensors) {
      const arrays = mapValues(feeds, toNdArray);
      const results = isScan(program)
        ? interpretScan(program, arrays, stepCount(program, feeds))
        : interpret(program, arrays);
      return mapValues(results, toTensor);
    },
    async dispose() {},
  }),
});
