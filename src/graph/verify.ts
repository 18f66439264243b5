import { topologicalOrder, type Graph } from './graph.ts';
import { shapeText } from '../util/shape.ts';

/**
 * Checks a graph against the spec of its ops and returns every finding as a sentence; none means it is sound.
 *
 * The spec: each value has exactly the type its op infers from its inputs; no value reaches itself; every input that
 * is reached is listed; nothing is mutable. Rewrites and gradients are run through it in tests.
 */
export function verify(graph: Graph): string[] {
  const findings: string[] = [];
  const listed = new Set(graph.inputs);
  const seen = new Set<object>();
  for (const [index, value] of topologicalOrder(Object.values(graph.outputs)).entries()) {
    const where = `%${index} ${value.op.name}${value.scope && ` (${value.scope})`}`;
    for (const argument of value.inputs)
      if (!seen.has(argument)) findings.push(`${where} is reached by a value that depends on it.`);
    seen.add(value);
    if (value.op.name === 'input' && !listed.has(value)) findings.push(`${where} is an input not listed.`);
    if (!Object.isFrozen(value)) findings.push(`${where} is not frozen.`);
    try {
      const type = value.op.infer(value.inputs, value.attributes);
      if (type.dtype !== value.dtype || shapeText(type.shape) !== shapeText(value.shape))
        findings.push(
          `${where} is ${value.dtype}${shapeText(value.shape)}; its op infers ${type.dtype}${shapeText(type.shape)}.`,
        );
    } catch (error) {
      findings.push(`${where} does not fit its op: ${(error as Error).message}`);
    }
  }
  return findings;
}
