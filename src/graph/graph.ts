import type { Op, Value } from './types.ts';
import { inputName, inputOp } from './value.ts';
import { ShapeError } from '../util/errors.ts';

/** A tensor program: named outputs and, by what they reach, everything else. Inputs keep the order given. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: Readonly<Record<string, Value>>;
}

/**
 * A graph from its outputs. Inputs that no output reaches stay inputs (a caller may feed them all the same).
 *
 * @throws {ShapeError} an input is used but not listed, or two inputs share a name.
 */
export function makeGraph(
  name: string,
  inputs: readonly Value[],
  outputs: Readonly<Record<string, Value>>,
): Graph {
  const names = new Set<string>();
  for (const value of inputs) {
    if (names.has(inputName(value)))
      throw new ShapeError(`graph ${name}: input names must differ. Received "${inputName(value)}" twice.`);
    names.add(inputName(value));
  }
  const listed = new Set(inputs);
  for (const value of topologicalOrder(Object.values(outputs)))
    if (value.op === (inputOp as Op) && !listed.has(value))
      throw new ShapeError(`graph ${name}: every input must be listed. "${inputName(value)}" is not.`);
  return Object.freeze({ name, inputs: Object.freeze([...inputs]), outputs: Object.freeze({ ...outputs }) });
}

/** All values that `outputs` reach, each after its inputs. Iterative: programs are thousands of nodes deep. */
export function topologicalOrder(outputs: readonly Value[]): Value[] {
  const order: Value[] = [];
  const done = new Set<Value>();
  const stack: { value: Value; next: number }[] = [];
  for (const output of outputs) {
    if (done.has(output)) continue;
    done.add(output);
    stack.push({ value: output, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const child = top.value.inputs[top.next++];
      if (child === undefined) {
        order.push(top.value);
        stack.pop();
      } else if (!done.has(child)) {
        done.add(child);
        stack.push({ value: child, next: 0 });
      }
    }
  }
  return order;
}
