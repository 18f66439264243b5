import { withRuns } from './batching.ts';
import { makeGraph, topologicalOrder, type Graph } from '../graph/graph.ts';
import type { Value } from '../graph/types.ts';
import { input, inputName, withExactScope } from '../graph/value.ts';
import { ShapeError } from '../util/errors.ts';
import { shapeText } from '../util/shape.ts';

/**
 * One program that does `count` runs of a graph at once: the overhead of a node is paid once for all of them.
 *
 *     vmap(f)(x, s)ₖ = f(xₖ, s),   s the inputs that are the same for all runs
 *
 * Shapes: inputs and outputs [ … ] → [count, …], apart from the shared inputs. What depends on shared inputs and constants
 * alone is computed once. Each run gets the numbers that it gets alone, to rounding.
 *
 * @param shared Names of the inputs that have no axis of runs.
 * @throws {ShapeError} an op has no rule for several runs (`Op.vmap`); the message names it and the layer.
 * @see the transformation of that name in JAX, https://docs.jax.dev/en/latest/automatic-vectorization.html
 */
export function vmap(graph: Graph, count: number, shared: readonly string[]): Graph {
  const results = new Map<Value, { readonly value: Value; readonly isBatched: boolean }>();
  for (const value of graph.inputs) {
    const name = inputName(value);
    const isBatched = !shared.includes(name);
    const shape = [count, ...value.shape];
    results.set(value, { value: isBatched ? input(name, shape, value.dtype) : value, isBatched });
  }
  const batchingOf = (values: readonly Value[]) => ({
    count,
    inputs: values.map((value) => results.get(value)!.value),
    isBatched: values.map((value) => results.get(value)!.isBatched),
  });
  const inputs = graph.inputs.map((value) => results.get(value)!.value);
  for (const value of topologicalOrder(Object.values(graph.outputs))) {
    if (results.has(value)) continue;
    const batching = batchingOf(value.inputs);
    if (!batching.isBatched.includes(true)) {
      results.set(value, { value, isBatched: false });
      continue;
    }
    const { op, scope } = value;
    if (!op.vmap)
      throw new ShapeError(
        `${scope && `${scope}: `}vmap: the op "${op.name}" cannot be computed for several runs at once. Run them one by ` +
          'one, or each in a process of its own.',
      );
    const batched = withExactScope(scope, () => op.vmap!(value, batching));
    if (batched.dtype !== value.dtype || batched.shape.join() !== [count, ...value.shape].join())
      throw new Error(
        `vmap of "${op.name}" gives ${shapeText(batched.shape)} for ${count} runs of ${shapeText(value.shape)}`,
      );
    results.set(value, { value: batched, isBatched: true });
  }
  const outputs = Object.entries(graph.outputs).map(
    ([name, value]) => [name, withRuns(batchingOf([value]), 0)] as const,
  );
  return makeGraph(graph.name, inputs, Object.fromEntries(outputs));
}
