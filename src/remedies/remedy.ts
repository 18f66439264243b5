// shared within this room
import type { PictureShape } from '../augmentations/image/augmentation.ts';
import type { TableFeatures, TextFeatures } from '../data/dataset.ts';
import type { Imbalance } from '../data/imbalance.ts';
import type { Recipe } from '../recipe/schema.ts';

/** The data without its values. */
export type FeatureShape =
  | ({ readonly kind: 'image' } & PictureShape)
  | Pick<TableFeatures, 'kind' | 'numericColumns' | 'numericKinds' | 'categoricalColumns'>
  | { readonly kind: 'tokens' }
  | TextShape;

/** What there is beside texts. */
export interface TextShape {
  readonly kind: 'text';
  readonly thesaurus?: unknown;
  readonly paraphrases?: unknown;
  readonly vectors?: TextFeatures['vectors'];
}

/** What a remedy must know of the task to say what it offers. */
export interface RemedyContext {
  readonly features: FeatureShape;
  /** The largest and the smallest class, where classes are imbalanced. */
  readonly imbalance?: Imbalance;
  /** The recipe to be treated. */
  readonly baseline: Recipe;
}

/** One remedy at one strength. */
export interface RemedyVariant {
  readonly name: string;
  /** As people read it. */
  readonly strength: number | string;
  /** What it does, in a few words after which a full stop could follow. */
  readonly explanation: string;
  /** Whether a study tries it without being asked for it by name. Default: yes. */
  readonly usual?: boolean;
  /** The remedy of which it is one way; two ways of one remedy are not taken together. Default: it is the only one. */
  readonly wayOf?: string;
  /** The treated recipe. Pure: the recipe given stays as it is. */
  apply(recipe: Recipe): Recipe;
}

/** A treatment against overfitting: a function from recipe to recipe with a strength, a source and an explanation. */
export interface Remedy {
  readonly name: string;
  /** Where it comes from. */
  readonly source: string;
  /** What is tried on such a task, weakest first; none where it does not apply. */
  variants(context: RemedyContext): readonly RemedyVariant[];
}
