import type { Network } from './compile.ts';
import type { Value } from '../graph/types.ts';
import { withScope } from '../graph/value.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';

/** The name under which the average of a parameter travels through the training program. */
export const averageName = (path: string): string => `average/${path}`;
const scalarName = (name: string): string => `average/${name}`;

/** First state of an averaging inside the training program, where the recipe has one. Shapes by state name. */
export function averageState({
  averaging,
  specs,
}: Network): { name: string; shape: readonly number[]; value: number }[] {
  if (!averaging?.perStep) return [];
  const averages = Object.entries(specs)
    .filter(([, { trainable }]) => trainable)
    .map(([path, { shape }]) => ({ name: averageName(path), shape, value: 0 }));
  const scalars = Object.entries(averaging.perStep.scalars).map(([name, value]) => ({
    name: scalarName(name),
    shape: [],
    value,
  }));
  return [...averages, ...scalars];
}

/**
 * The averages after a step, by state name.
 *
 * @param after The parameter of a path as the optimizer leaves it.
 */
export function nextAverages(
  { averaging, specs }: Network,
  state: ReadonlyMap<string, Value>,
  after: (path: string) => Value,
): [name: string, value: Value][] {
  const perStep = averaging?.perStep;
  if (!perStep) return [];
  const names = Object.keys(perStep.scalars);
  const scalars = withScope('averaging', () =>
    perStep.advance(Object.fromEntries(names.map((name) => [name, state.get(scalarName(name))!]))),
  );
  const share = withScope('averaging', () => perStep.share(scalars));
  const averages = Object.keys(specs)
    .filter((path) => specs[path]!.trainable)
    .map((path): [string, Value] => {
      const average = state.get(averageName(path))!;
      return [
        averageName(path),
        withScope(`${path}/averaging`, () => add(average, mul(sub(after(path), average), share))),
      ];
    });
  return [...averages, ...names.map((name): [string, Value] => [scalarName(name), scalars[name]!])];
}
