import { topologicalOrder, type Graph } from './graph.ts';
import type { Value } from './types.ts';
import { constantArray, inputName } from './value.ts';
import { shapeText } from '../util/shape.ts';

const typeText = (value: Value): string => `${value.dtype}${shapeText(value.shape)}`;

/**
 * The program as text, one line a value, for reading and for snapshot tests:
 *
 *     graph forward(x: float32[N, 4]) {
 *       %0: float32[N, 3] = matmul x, w   # layers.0.dense
 *       return y = %0
 *     }
 */
export function print(graph: Graph): string {
  const names = new Map<Value, string>();
  const lines: string[] = [];
  for (const value of graph.inputs) names.set(value, inputName(value));
  for (const value of topologicalOrder(Object.values(graph.outputs))) {
    if (names.has(value)) continue;
    const array = constantArray(value);
    if (array && array.data.length === 1) {
      names.set(value, String(array.data[0]));
      continue;
    }
    const name = `%${names.size}`;
    names.set(value, name);
    const operands = value.inputs.map((argument) => names.get(argument)!);
    const attributes = array
      ? []
      : Object.entries(value.attributes).map(([k, v]) => `${k}=${attributeText(v)}`);
    const call = [operands.join(', '), attributes.join(' ')].filter(Boolean).join('  ');
    lines.push(
      `  ${name}: ${typeText(value)} = ${value.op.name} ${call}`.trimEnd() +
        (value.scope && `   # ${value.scope}`),
    );
  }
  const parameters = graph.inputs.map((value) => `${inputName(value)}: ${typeText(value)}`).join(', ');
  const results = Object.entries(graph.outputs).map(([name, value]) => `${name} = ${names.get(value)!}`);
  return `graph ${graph.name}(${parameters}) {\n${lines.map((line) => `${line}\n`).join('')}  return ${results.join(', ')}\n}`;
}

const attributeText = (value: unknown): string =>
  Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
