import { topologicalOrder, type Graph } from './graph.ts';
import { rewrite, type RewriteRule } from './rewrite.ts';
import { makeShare } from './share.ts';
import type { NdArray } from './types.ts';
import { constant, constantArray } from './value.ts';
import { elementCount } from '../util/shape.ts';

/** Results of constants are folded up to this many elements, and beyond it where they are no larger than what they are of. */
const foldedElements = 1024;

/** Rules apply until none does; no graph has been seen to need more than a few passes, and this ends a mistake. */
const mostPasses = 20;

/**
 * The graph with the same outputs and fewer values: constants folded, equal values shared, what nothing reaches
 * dropped, and `rules` applied until none applies.
 *
 * Outputs keep their names and types; their values change by rounding at most.
 */
export function simplify(graph: Graph, rules: readonly RewriteRule[]): Graph {
  let current = graph;
  const share = makeShare();
  for (let pass = 0; pass < mostPasses; pass++) {
    const next = rewrite(current, [foldConstants, ...rules], share);
    if (Object.entries(next.outputs).every(([name, value]) => current.outputs[name] === value))
      return current;
    current = next;
  }
  return current;
}

/** The number of values that a graph computes: neither inputs nor constants. */
export const computedCount = (graph: Graph): number =>
  topologicalOrder(Object.values(graph.outputs)).filter(({ inputs }) => inputs.length > 0).length;

/** A value of constants alone, computed now by the meaning of its op (float32 in float64, rounded once at the end). */
const foldConstants: RewriteRule = (value) => {
  if (value.inputs.length === 0) return undefined;
  const arrays: NdArray[] = [];
  for (const argument of value.inputs) {
    const array = constantArray(argument);
    if (!array) return undefined;
    arrays.push(array);
  }
  if (value.shape.some((dim) => typeof dim !== 'number')) return undefined;
  const shape = value.shape as readonly number[];
  const given = arrays.reduce((sum, { data }) => sum + data.length, 0);
  if (elementCount(shape) > Math.max(foldedElements, given)) return undefined;
  try {
    const { data } = value.op.evaluate(arrays, value.attributes, { dtype: value.dtype, shape });
    return constant(data, shape, value.dtype);
  } catch {
    // An index out of range fails where it is run, with the op's own words.
    return undefined;
  }
};
