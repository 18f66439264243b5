import type { Recipe } from '../../recipe/schema.ts';
import type { FeatureShape } from '../../remedies/remedy.ts';

/** What a part of a recipe can be: anything that JSON holds. */
export type AxisValue =
  string | number | boolean | null | readonly AxisValue[] | { readonly [key: string]: AxisValue };

/** What an axis must know of the task to say what it offers. */
export interface SpaceContext {
  readonly features: FeatureShape;
  readonly target: 'classes' | 'number';
  /** The recipe to be treated. */
  readonly baseline: Recipe;
  /** Augmentations that may be used, one entry each, as they stand in a recipe. */
  readonly augmentations: Recipe['augmentations'];
  /** Number of trained parameters of a recipe's network on this data. */
  parameters(recipe: Recipe): number;
}

/**
 * One dimension of the search: a part of a recipe, and the values that it may take.
 *
 *     read(apply(r, v)) = v,   apply(apply(r, v), w) = apply(r, w)
 *
 * and an axis leaves alone what the other axes read.
 */
export interface Axis<V extends AxisValue = AxisValue> {
  readonly name: string;
  /** Whether neighbours in the list of values are alike, so that one tells of the other. */
  readonly ordered: boolean;
  /** What is tried on such a task, weakest first; none where it does not apply. The baseline's own value may be among them. */
  values(context: SpaceContext): readonly V[];
  /** The part of a recipe that it is about. */
  read(recipe: Recipe): V;
  /** The recipe with another value. Pure: the recipe given stays as it is. */
  apply(recipe: Recipe, value: V): Recipe;
}
