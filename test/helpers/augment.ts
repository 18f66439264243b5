import { keyArray } from './layers.ts';
import { augmentImages, type AppliedAugmentation } from '../../src/augmentations/image/augmentImages.ts';
import type { ImageAugmentation, PictureScale } from '../../src/augmentations/image/augmentation.ts';
import { isMixing, mixExamples } from '../../src/augmentations/mixing.ts';
import { makeGraph, type Graph } from '../../src/graph/graph.ts';
import type { NdArray, Value } from '../../src/graph/types.ts';
import { input } from '../../src/graph/value.ts';
import { interpret } from '../../src/runtime/reference.ts';

/** An augmentation with its defaults and what the test says. */
export function applied<O extends object>(
  augmentation: { readonly defaults: O },
  options: Partial<O> = {},
): AppliedAugmentation {
  return {
    augmentation: augmentation as unknown as ImageAugmentation,
    options: { ...augmentation.defaults, ...options } as unknown as AppliedAugmentation['options'],
  };
}

/** Such that random pictures, −2 to 2, are raw values within 0 to 255; another scale for each channel. */
export const scaleOf = ([, channels]: readonly number[]): PictureScale => ({
  mean: Array.from({ length: channels! }, (_, c) => 120 + 5 * c),
  deviation: Array.from({ length: channels! }, (_, c) => 58 - 3 * c),
});

/** Pictures as a training step sees them: those that mix act after the others. */
export const augmentedPictures = (
  pictures: Value,
  key: Value,
  list: readonly AppliedAugmentation[],
  scale: PictureScale,
): Value => mixExamples(augmentImages(pictures, key, list, scale), key, list.filter(isMixing)).examples;

/** The program that augments pictures of such a shape: `pictures` and `key` in, `result` out. */
export function program(
  shape: readonly number[],
  list: readonly AppliedAugmentation[],
  scale = scaleOf(shape),
): Graph {
  const [pictures, key] = [input('pictures', shape), input('key', [], 'uint32')];
  return makeGraph('augment', [pictures, key], { result: augmentedPictures(pictures, key, list, scale) });
}

/** Pictures augmented by the reference. */
export const act = (
  pictures: NdArray,
  list: readonly AppliedAugmentation[],
  key = 1,
  scale = scaleOf(pictures.shape),
): NdArray => interpret(program(pictures.shape, list, scale), { pictures, key: keyArray(key) }).result!;
