import type { Network } from './compile.ts';
import { maxNorm } from './maxNorm.ts';
import type { Value } from '../graph/types.ts';
import { withScope } from '../graph/value.ts';
import type { ParameterSpecs } from '../layers/layer.ts';

/** Names under which training state travels through programs. */
export const stateName = {
  parameter: (path: string) => `parameter/${path}`,
  slot: (slot: string, path: string) => `${slot}/${path}`,
  scalar: (name: string) => `scalar/${name}`,
};

/** First state of the optimizer: zeros for each trained parameter, and its scalars. Shapes by state name. */
export function optimizerState({
  optimizer,
  specs,
}: Network): { name: string; shape: readonly number[]; value: number }[] {
  const slots = Object.entries(specs)
    .filter(([, spec]) => spec.trainable)
    .flatMap(([path, { shape }]) =>
      optimizer.slots.map((slot) => ({ name: stateName.slot(slot, path), shape, value: 0 })),
    );
  const scalars = Object.entries(optimizer.scalars).map(([name, value]) => ({
    name: stateName.scalar(name),
    shape: [],
    value,
  }));
  return [...slots, ...scalars];
}

/** Paths of the parameters that the optimizer changes. */
export const trainedPaths = (specs: ParameterSpecs): string[] =>
  Object.keys(specs).filter((path) => specs[path]!.trainable);

/**
 * The state after a step, by state name: what the optimizer makes of the gradients, held to the max-norm, and what layers set themselves
 * (`updates`, such as running statistics).
 */
export function nextState(
  { recipe, optimizer, specs }: Network,
  step: {
    readonly parameters: ReadonlyMap<string, Value>;
    /** In the order of `trainedPaths`. */
    readonly gradients: readonly Value[];
    /** Optimizer state by state name. */
    readonly state: ReadonlyMap<string, Value>;
    readonly learningRate: Value;
    readonly updates: ReadonlyMap<string, Value>;
  },
): Map<string, Value> {
  const { parameters, gradients, state, learningRate, updates } = step;
  const next = new Map<string, Value>();
  const named = (names: readonly string[], nameOf: (name: string) => string) =>
    Object.fromEntries(names.map((name) => [name, state.get(nameOf(name))!]));

  const scalars = named(Object.keys(optimizer.scalars), stateName.scalar);
  const prepared = withScope('optimizer', () => optimizer.prepare({ gradients, learningRate, scalars }));
  for (const [name, value] of Object.entries(prepared.scalars)) next.set(stateName.scalar(name), value);
  trainedPaths(specs).forEach((path, i) => {
    const spec = specs[path]!;
    const after = withScope(`${path}/optimizer`, () =>
      prepared.step({
        parameter: parameters.get(path)!,
        gradient: gradients[i]!,
        slots: named(optimizer.slots, (slot) => stateName.slot(slot, path)),
        penalized: spec.penalized,
      }),
    );
    const held =
      recipe.maxNorm > 0 && spec.penalized
        ? withScope(`${path}/maxNorm`, () => maxNorm(after.parameter, spec, recipe.maxNorm))
        : after.parameter;
    next.set(stateName.parameter(path), held);
    for (const [slot, value] of Object.entries(after.slots)) next.set(stateName.slot(slot, path), value);
  });
  // What nothing changes is not carried from step to step: the program would copy it each time.
  for (const [path, value] of updates) next.set(stateName.parameter(path), value);
  return next;
}
