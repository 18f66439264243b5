import { topologicalOrder } from './graph.ts';
import type { Value } from './types.ts';
import { constant, sameType, withExactScope } from './value.ts';
import { ShapeError } from '../util/errors.ts';
import { shapeText } from '../util/shape.ts';

/**
 * Reverse-mode gradients: ∂output/∂w for each w, as values of the same program.
 *
 *     w̄ = Σ over uses u of w:  vjp_u(ū)
 *
 * The walk goes over the values between `withRespectTo` and `output` only, so what does not lead there costs nothing.
 * A w that does not reach the output gets `undefined`.
 *
 * @param add How two cotangents are summed; the op lives above this room, so it is handed in.
 * @throws {ShapeError} the output is not a float scalar, or the path crosses an op without a gradient (named).
 */
export function gradient(
  output: Value,
  withRespectTo: readonly Value[],
  add: (a: Value, b: Value) => Value,
): (Value | undefined)[] {
  if (output.dtype !== 'float32' || output.shape.length > 0)
    throw new ShapeError(
      `gradient: the output must be a float32 scalar. Received ${output.dtype}${shapeText(output.shape)}.`,
    );
  const order = topologicalOrder([output]);
  const needed = new Set<Value>(withRespectTo);
  for (const value of order) if (value.inputs.some((argument) => needed.has(argument))) needed.add(value);

  const cotangents = new Map<Value, Value>([[output, constant(1)]]);
  for (const value of order.reverse()) {
    const cotangent = cotangents.get(value);
    if (!cotangent || !value.inputs.some((argument) => needed.has(argument))) continue;
    const { vjp } = value.op;
    if (!vjp)
      throw new ShapeError(
        `${value.scope && `${value.scope}: `}gradient: the op "${value.op.name}" has no gradient, and trained parameters ` +
          `reach it. Use an op that has one, or freeze what comes before it.`,
      );
    // Backward nodes keep the layer's name, so that profiles and runtime errors point to it.
    const scope = value.scope.endsWith('/backward') ? value.scope : `${value.scope}/backward`;
    const parts = withExactScope(scope, () => vjp(value, cotangent));
    value.inputs.forEach((argument, i) => {
      const part = parts[i];
      if (!part || !needed.has(argument)) return;
      if (!sameType(part, argument))
        throw new Error(
          `vjp of "${value.op.name}" gives ${shapeText(part.shape)} for an input ${shapeText(argument.shape)}`,
        );
      const before = cotangents.get(argument);
      cotangents.set(argument, before ? withExactScope(scope, () => add(before, part)) : part);
    });
  }
  return withRespectTo.map((value) => cotangents.get(value));
}
