import { makeGraph, topologicalOrder, type Graph } from './graph.ts';
import { makeShare } from './share.ts';
import type { Value } from './types.ts';
import { makeValue, withExactScope } from './value.ts';

/** What a rule may ask beside the value at hand. */
export interface RewriteContext {
  /** How many values and outputs use a value. A rule that moves work must not do it where the work is needed twice. */
  uses(value: Value): number;
}

/**
 * One rewrite: the new form of a value, of the same type and meaning, or undefined where the rule does not apply. The
 * inputs of the value have been rewritten already.
 */
export type RewriteRule = (value: Value, context: RewriteContext) => Value | undefined;

/** What a rule makes is looked at again, so that few passes are needed. */
const mostTimes = 4;

function firstOf(rules: readonly RewriteRule[], value: Value, context: RewriteContext): Value | undefined {
  for (const rule of rules) {
    const replaced = rule(value, context);
    if (replaced) return replaced;
  }
  return undefined;
}

/**
 * The graph with rules applied to each value in turn, inputs first; the first rule that applies wins. Equal values become
 * one, which keeps the scope of the first; what nothing reaches any more falls away.
 *
 * @param share What makes equal values one; passes over the same program do better with one for all of them.
 * @throws {Error} a rule gives another type than the value has: a fault of the rule.
 */
export function rewrite(graph: Graph, rules: readonly RewriteRule[], share = makeShare()): Graph {
  const order = topologicalOrder(Object.values(graph.outputs));
  const oldUses = new Map<Value, number>();
  for (const value of [...order.flatMap(({ inputs }) => inputs), ...Object.values(graph.outputs)])
    oldUses.set(value, (oldUses.get(value) ?? 0) + 1);

  const results = new Map<Value, Value>();
  const uses = new Map<Value, number>();
  // What a rule makes in between is used by what it made it for.
  const context: RewriteContext = { uses: (value) => uses.get(value) ?? 1 };
  const settle = (old: Value, next: Value) => {
    results.set(old, next);
    uses.set(next, (uses.get(next) ?? 0) + (oldUses.get(old) ?? 0));
  };
  for (const value of graph.inputs) settle(value, share(value));
  for (const value of order) {
    if (results.has(value)) continue;
    const next = withExactScope(value.scope, () => {
      const inputs = value.inputs.map((argument) => results.get(argument)!);
      const same = inputs.every((argument, i) => argument === value.inputs[i]);
      let now = share(same ? value : makeValue(value.op, inputs, value.attributes));
      for (let times = 0; times < mostTimes; times++) {
        const replaced = firstOf(rules, now, context);
        if (!replaced) break;
        now = share(replaced);
      }
      return now;
    });
    if (next.dtype !== value.dtype || next.shape.join() !== value.shape.join())
      throw new Error(
        `a rewrite made ${next.dtype}[${next.shape.join()}] of "${value.op.name}" ${value.dtype}[${value.shape.join()}]`,
      );
    settle(value, next);
  }
  const outputs = Object.entries(graph.outputs).map(([name, value]) => [name, results.get(value)!] as const);
  return makeGraph(graph.name, graph.inputs, Object.fromEntries(outputs));
}
