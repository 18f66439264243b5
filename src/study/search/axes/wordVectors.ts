import type { Axis } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

type Vectors = {
  readonly file: string;
  readonly sha256: string;
  readonly units: number;
  readonly trainable: boolean;
} | null;

/** Pretrained vectors that a network of texts begins with. Those of the starting points: which there are is not for a search. */
export const wordVectors: Axis<Vectors> = Object.freeze({
  name: 'wordVectors',
  ordered: false,
  values: () => [],
  read: (recipe) => recipe.wordVectors,
  apply: (recipe, value) => checked({ ...recipe, wordVectors: value }),
} satisfies Axis<Vectors>);
