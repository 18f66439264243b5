import * as everyAxis from './axes/index.ts';
import type { Axis, AxisValue, SpaceContext } from './axis.ts';
import type { Recipe } from '../../recipe/schema.ts';
import { randomKey, uniformAt } from '../../util/random.ts';

/** An axis on one task. */
export interface SpaceAxis {
  readonly axis: Axis;
  readonly name: string;
  /** The baseline's own value first: with it the remedy is off. */
  readonly values: readonly AxisValue[];
  readonly ordered: boolean;
}

/** All cocktails around a baseline. */
export interface Space {
  readonly baseline: Recipe;
  readonly axes: readonly SpaceAxis[];
}

/** A cocktail as a place in a value list for each axis; 0 where the remedy is off. */
export type Levels = readonly number[];

/** Share of the axes that are on, drawn anew for each cocktail, so that sparse and dense ones occur. */
const onRange = [0.1, 0.6] as const;

/** Chance that an axis is off in a random cocktail. */
export const offProbability = 1 - (onRange[0] + onRange[1]) / 2;

/** Whether two parts of recipes are the same. */
const same = (a: AxisValue, b: AxisValue): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The joint space of all remedies that apply to a task, found by folder: an axis takes part where it offers a value
 * beside the baseline's.
 *
 * @param starts Recipes whose values are in the space too, so that they can be searched around.
 */
export function searchSpace(context: SpaceContext, starts: readonly Recipe[] = []): Space {
  const { baseline } = context;
  const axes = Object.values(everyAxis as unknown as Record<string, Axis>).flatMap((axis): SpaceAxis[] => {
    const off = axis.read(baseline);
    const offered = axis.values(context).map((value) => axis.read(axis.apply(baseline, value)));
    const others = [...offered, ...starts.map((start) => axis.read(start))].filter(
      (value, i, all) => !same(value, off) && all.findIndex((other) => same(other, value)) === i,
    );
    if (others.length === 0) return [];
    // A start's own value goes between its neighbours.
    if (others.every((value) => typeof value === 'number')) others.sort((a, b) => a - b);
    return [{ axis, name: axis.name, values: [off, ...others], ordered: axis.ordered }];
  });
  return { baseline, axes };
}

/** The recipe of a cocktail; the baseline itself where all is off. */
export const recipeAt = ({ baseline, axes }: Space, levels: Levels): Recipe =>
  axes.reduce(
    (recipe, { axis, values }, i) => (levels[i] === 0 ? recipe : axis.apply(recipe, values[levels[i]!]!)),
    baseline,
  );

/** Where a recipe stands in the space. Off for a value that is not in it. */
export const levelsOf = ({ axes }: Space, recipe: Recipe): Levels =>
  axes.map(({ axis, values }) =>
    Math.max(
      0,
      values.findIndex((value) => same(value, axis.read(recipe))),
    ),
  );

/** What a cocktail changes: the value of each axis that is on. */
export const changesAt = ({ axes }: Space, levels: Levels): Record<string, AxisValue> =>
  Object.fromEntries(
    axes.flatMap(({ name, values }, i) => (levels[i] === 0 ? [] : [[name, values[levels[i]!]!]])),
  );

/** A random cocktail, a pure function of its key: each axis off or at one of its values, all of them alike. */
export function drawLevels({ axes }: Space, key: number): Levels {
  const [low, high] = onRange;
  const on = low + (high - low) * uniformAt(key, 0);
  return axes.map(({ name, values }) => {
    // By name, so that another axis changes nothing in what this one draws.
    const own = randomKey(key, name);
    return uniformAt(own, 0) < on ? 1 + Math.floor(uniformAt(own, 1) * (values.length - 1)) : 0;
  });
}
