import type { Graph } from '../../src/graph/graph.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import type { NdArray, Value } from '../../src/graph/types.ts';
import { input } from '../../src/graph/value.ts';
import { grad } from '../../src/ops/grad.ts';
import { interpret } from '../../src/runtime/reference.ts';
import { nodeRuntime } from '../../src/runtime/node.ts';
import type { Tensor } from '../../src/runtime/runtime.ts';
import { seededDraw } from './draw.ts';

/** Inputs named x0, x1, … of the types of the arrays. */
export const inputsFor = (arrays: readonly NdArray[]): Value[] =>
  arrays.map((array, i) => input(`x${i}`, array.shape, array.dtype));

/** The arrays as feeds of those inputs. */
export const feedsFor = (arrays: readonly NdArray[]): Record<string, NdArray> =>
  Object.fromEntries(arrays.map((array, i) => [`x${i}`, array]));

/**
 * Relative error of the gradient of a float scalar against central differences in float64, along random directions.
 *
 *     |⟨∇f, d⟩ − (f(x + hd) − f(x − hd)) / 2h| / max(|⟨∇f, d⟩|, 1)
 */
export function gradientError(
  build: (...inputs: Value[]) => Value,
  arrays: readonly NdArray[],
  directions = 3,
  h = 1e-5,
): number {
  const inputs = inputsFor(arrays);
  const real = inputs.flatMap((value, i) => (value.dtype === 'float32' ? [i] : []));
  const loss = build(...inputs);
  const gradients = grad(
    loss,
    real.map((i) => inputs[i]!),
  );
  const graph: Graph = makeGraph('gradient', inputs, {
    loss,
    ...Object.fromEntries(gradients.map((value, k) => [`g${k}`, value])),
  });
  const at = (shift: (i: number, j: number) => number) =>
    interpret(
      graph,
      feedsFor(
        arrays.map((array, i) =>
          array.dtype === 'float32'
            ? { ...array, data: Float64Array.from(array.data, (x, j) => x + shift(i, j)) }
            : array,
        ),
      ),
    );
  const base = at(() => 0);
  let worst = 0;
  for (let k = 0; k < directions; k++) {
    const draw = seededDraw('direction', k);
    const direction = arrays.map((array) => draw.real(array.shape, -1, 1).data);
    let expected = 0;
    real.forEach((i, n) =>
      direction[i]!.forEach((d, j) => {
        expected += d * base[`g${n}`]!.data[j]!;
      }),
    );
    const forward = at((i, j) => h * direction[i]![j]!).loss!.data[0]!;
    const backward = at((i, j) => -h * direction[i]![j]!).loss!.data[0]!;
    const measured = (forward - backward) / (2 * h);
    worst = Math.max(worst, Math.abs(expected - measured) / Math.max(Math.abs(measured), 1));
  }
  return worst;
}

/** Runs a graph in the reference and in onnxruntime and returns the largest relative difference of the outputs. */
export async function runtimeDifference(graph: Graph, feeds: Record<string, NdArray>): Promise<number> {
  const truth = interpret(graph, feeds);
  const program = await nodeRuntime().compile(graph);
  const used = Object.entries(feeds);
  const native = await program.run(
    Object.fromEntries(
      used.map(([name, array]) => [
        name,
        (array.dtype === 'float32' ? { ...array, data: Float32Array.from(array.data) } : array) as Tensor,
      ]),
    ),
  );
  await program.dispose();
  let worst = 0;
  for (const [name, array] of Object.entries(truth)) {
    const other = native[name]!;
    if (other.shape.join() !== array.shape.join())
      throw new Error(
        `${name}: shape ${other.shape.join()} natively, ${array.shape.join()} in the reference`,
      );
    // Relative to the size of the tensor: an element may be the difference of large terms.
    const scale = Math.max(1, ...Array.from(array.data, Math.abs));
    array.data.forEach((x, i) => {
      const difference = Object.is(x, other.data[i]) ? 0 : Math.abs(x - other.data[i]!) / scale;
      worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
    });
  }
  return worst;
}
