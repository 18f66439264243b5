import type { Edited } from '../augmentations/text/edits.ts';
import { freshTexts } from './freshTexts.ts';
import type { Dataset, TextFeatures } from '../data/dataset.ts';
import { checkAugmentations } from '../recipe/augmented.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import { fitTexts } from '../recipe/textPreparation.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { DataError } from '../util/errors.ts';
import { randomKey } from '../util/random.ts';

/**
 * Draws one augmented variant of some texts of a training part, as training would, but as they are written.
 *
 * @param data The training part. @param places Which of its texts. @param augmentations All of them act on each text,
 * whatever their chance.
 * @param tokenizer The one that the texts were cut by. @param options.key What is random follows from it.
 * @throws {OptionError} an augmentation does not act on texts, or needs what is not there. @throws {DataError} no texts.
 */
export function drawTexts(
  data: Dataset,
  places: ArrayLike<number>,
  augmentations: Recipe['augmentations'],
  { tokenizer, key }: { readonly tokenizer: Tokenizer; readonly key: number },
): Edited[] {
  const { features } = data;
  if (features.kind !== 'text')
    throw new DataError(`augment: texts are expected. Received ${features.kind} features.`);
  const recipe = checked({ architecture: { name: 'textCnn', size: 1 }, augmentations });
  const preparation = fitTexts(features, recipe);
  checkAugmentations(recipe, preparation);
  const fresh = freshTexts(recipe, preparation, data, {
    written: (i) => writtenSentence(features, i, tokenizer),
    always: true,
  });
  return Array.from(places, (place, n) =>
    fresh
      ? fresh.edited(place, randomKey(key, n))
      : { sentence: writtenSentence(features, place, tokenizer), changed: [] },
  );
}

/** A text as it is written, with the marks that it was read with. */
export function writtenSentence(features: TextFeatures, i: number, tokenizer: Tokenizer) {
  const from = features.offsets[i]!;
  return tokenizer
    .tokenize(features.texts[i]!)
    .map((token, k) => ({ ...token, marks: features.tokenMarks[from + k] ?? token.marks }));
}
