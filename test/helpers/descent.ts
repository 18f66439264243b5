/** Steps of an optimizer on a few parameters, as a training program makes them. */
import { makeGraph } from '../../src/graph/graph.ts';
import { makeScan, type Scan } from '../../src/graph/scan.ts';
import type { NdArray, Value } from '../../src/graph/types.ts';
import { input } from '../../src/graph/value.ts';
import { grad } from '../../src/ops/grad.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import type { NdArrays } from '../../src/runtime/reference.ts';
import { elementCount } from '../../src/util/shape.ts';

export interface Start {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  /** Whether it decays. */
  readonly penalized: boolean;
}

export const array = (data: ArrayLike<number>, shape: readonly number[]): NdArray => ({
  dtype: 'float32',
  shape,
  data: Float64Array.from(data),
});

/**
 * A descent on `loss` from `starts`: learning rates are fed a step each; collected are `loss` and, by `seen/<name>`,
 * each parameter after every step.
 */
export function descent(
  optimizer: Optimizer,
  starts: Readonly<Record<string, Start>>,
  loss: (parameters: Readonly<Record<string, Value>>) => Value,
): { scan: Scan; first: NdArrays } {
  const entries = Object.entries(starts);
  const learningRate = input('learningRate', []);
  const parameters = Object.fromEntries(entries.map(([name, { shape }]) => [name, input(name, shape)]));
  const scalars = Object.fromEntries(Object.keys(optimizer.scalars).map((name) => [name, input(name, [])]));
  const value = loss(parameters);
  const gradients = grad(value, Object.values(parameters));
  const prepared = optimizer.prepare({ gradients, learningRate, scalars });
  const inputs: Record<string, Value> = { ...parameters, ...scalars };
  const first: Record<string, NdArray> = Object.fromEntries(
    Object.entries(optimizer.scalars).map(([name, x]) => [name, array([x], [])]),
  );
  const after: Record<string, Value> = { ...prepared.scalars };
  entries.forEach(([name, { shape, data, penalized }], i) => {
    const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, input(`${slot}/${name}`, shape)]));
    const next = prepared.step({ parameter: parameters[name]!, gradient: gradients[i]!, slots, penalized });
    first[name] = array(data, shape);
    after[name] = next.parameter;
    for (const slot of optimizer.slots) {
      inputs[`${slot}/${name}`] = slots[slot]!;
      first[`${slot}/${name}`] = array(new Float64Array(elementCount(shape)), shape);
      after[`${slot}/${name}`] = next.slots[slot]!;
    }
  });
  const body = makeGraph('descent', [...Object.values(inputs), learningRate], {
    ...Object.fromEntries(Object.entries(after).map(([name, result]) => [`next/${name}`, result])),
    ...Object.fromEntries(entries.map(([name]) => [`seen/${name}`, after[name]!])),
    loss: value,
  });
  const carried = Object.fromEntries(Object.keys(after).map((name) => [name, `next/${name}`]));
  return { scan: makeScan(body, carried, ['learningRate']), first };
}
