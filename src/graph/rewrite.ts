import { makeGraph, topologicalOrder, type Graph } from './graph.ts';
import type { Value } from './types.ts';
import { makeValue, withExactScope } from './value.ts';

/** What a rule may ask while it looks at one value of the old graph. */
export interface RewriteContext {
  /** How many values and outputs of the old graph use a value. */
  uses(value: Value): number;
  /** What has become of a value that stands before the one at hand. */
  rebuilt(value: Value): Value;
}

/** One rewrite: the new form of a value, of the same type and meaning, or undefined where the rule does not apply. */
export type RewriteRule = (value: Value, context: RewriteContext) => Value | undefined;

/**
 * The graph with rules applied to each value once, inputs first; the first rule that applies wins. What nothing reaches
 * any more falls away.
 */
export function rewrite(graph: Graph, rules: readonly RewriteRule[]): Graph {
  const order = topologicalOrder(Object.values(graph.outputs));
  const uses = new Map<Value, number>();
  for (const value of [...order.flatMap(({ inputs }) => inputs), ...Object.values(graph.outputs)])
    uses.set(value, (uses.get(value) ?? 0) + 1);
  const results = new Map<Value, Value>(graph.inputs.map((value) => [value, value]));
  const rebuilt = (value: Value): Value => results.get(value)!;
  const context: RewriteContext = { uses: (value) => uses.get(value) ?? 0, rebuilt };
  for (const value of order) {
    if (results.has(value)) continue;
    const next = withExactScope(value.scope, () => {
      for (const rule of rules) {
        const replaced = rule(value, context);
        if (replaced) return replaced;
      }
      const inputs = value.inputs.map(rebuilt);
      return inputs.every((argument, i) => argument === value.inputs[i])
        ? value
        : makeValue(value.op, inputs, value.attributes);
    });
    results.set(value, next);
  }
  const outputs = Object.entries(graph.outputs).map(([name, value]) => [name, rebuilt(value)] as const);
  return makeGraph(graph.name, graph.inputs, Object.fromEntries(outputs));
}
