import {
  drawsOf,
  settled,
  type TextAugmentation,
  type TextOptions,
} from '../augmentations/text/augmentation.ts';
import { textContext } from '../augmentations/text/context.ts';
import { applyEdits, type Edited } from '../augmentations/text/edits.ts';
import { telltales } from '../augmentations/text/telltales.ts';
import type { Dataset, TextFeatures } from '../data/dataset.ts';
import { sentencesOf } from '../data/texts.ts';
import { registry } from '../recipe/registry.ts';
import { lookUp, type Recipe } from '../recipe/schema.ts';
import { sentenceIds, type TextPreparation } from '../recipe/textPreparation.ts';
import type { Sentence } from '../text/token.ts';
import { OptionError } from '../util/errors.ts';
import { randomKey, uniformAt } from '../util/random.ts';

/** Training texts as one step sees them: drawn anew each time they are seen. */
export interface FreshTexts {
  /** Example `index` as it is seen under `key`, and which of its tokens were changed. */
  edited(index: number, key: number): Edited;
  /**
   * Token numbers of examples, [indices.length, length]. What is drawn for each follows from the recipe's seed and from
   * its place in the stream of examples.
   */
  ids(indices: Int32Array, firstPlace: number): Int32Array;
}

export interface FreshOptions {
  /** The texts as they are written, for people. Default: as words that are learned. */
  readonly written?: (index: number) => Sentence;
  /** Every augmentation happens to every text, whatever its chance. Default false. */
  readonly always?: boolean;
}

const missing = {
  synonyms:
    'needs a thesaurus. English has WordNet; for other languages give a file of lines "word<TAB>synonym,synonym" (--thesaurus <file>), ' +
    'or take randomInsertion, randomSwap and randomDeletion out of the others',
  paraphrases:
    'needs texts that were translated there and back. Make them first (--translate <engine>, see `hibiscus augment --help`)',
} as const;

/**
 * The texts of a training part, changed by the recipe's augmentations; undefined where it has none for texts.
 *
 * Each augmentation happens to an example with its `probability` times n/(n + 1), where n is its `copies`: in one epoch
 * an example is seen once, and over many as often changed as if n changed copies of it stood beside the original.
 *
 * @param data Nothing but the training part: which words tell a class is learned from it.
 * @throws {OptionError} an augmentation needs synonyms or paraphrases that the data do not have.
 */
export function freshTexts(
  { augmentations, seed }: Pick<Recipe, 'augmentations' | 'seed'>,
  preparation: TextPreparation,
  data: Dataset,
  { written, always = false }: FreshOptions = {},
): FreshTexts | undefined {
  const { features, target } = data;
  if (features.kind !== 'text' || augmentations.length === 0) return undefined;
  const applied = augmentations.map(({ name, ...options }) => {
    const augmentation = lookUp('augmentation', registry.augmentationsOf.text, name);
    checkNeeds(augmentation, features);
    const own = settled(options as object as TextOptions & { readonly probability: number }, data.size);
    return { augmentation, own, chance: always ? 1 : own.probability * (own.copies / (own.copies + 1)) };
  });
  const sentenceAt = written ?? sentencesOf(features);
  const paraphraseAt = features.paraphrases && sentencesOf(features.paraphrases.variants);
  const paraphrasesOf = (i: number): Sentence[] => {
    const found: Sentence[] = [];
    if (paraphraseAt)
      for (let j = features.paraphrases!.starts[i]!; j < features.paraphrases!.starts[i + 1]!; j++)
        found.push(paraphraseAt(j));
    return found;
  };
  const labels = target.kind === 'classes' ? target.labels : undefined;
  const telling =
    target.kind === 'classes'
      ? telltales(
          Array.from({ length: data.size }, (_, i) => sentenceAt(i)),
          target.labels,
          target.classes.length,
        )
      : [];
  const contextOf = (label: number | undefined, paraphrases?: readonly Sentence[]) =>
    textContext(features.thesaurus, label === undefined ? undefined : telling[label], paraphrases);
  // One for each class, for those that need no paraphrases of the example.
  const shared = labels ? telling.map((_, label) => contextOf(label)) : [contextOf(undefined)];

  const edited = (index: number, key: number): Edited => {
    let now: Edited = { sentence: sentenceAt(index), changed: [] };
    applied.forEach(({ augmentation, own, chance }, k) => {
      const ownKey = randomKey(key, k);
      if (uniformAt(ownKey, 0) >= chance) return;
      const label = labels?.[index];
      const context =
        augmentation.needs === 'paraphrases' ? contextOf(label, paraphrasesOf(index)) : shared[label ?? 0]!;
      const draw = drawsOf(randomKey(ownKey, 'draw'));
      const next = applyEdits(now.sentence, augmentation.draw(now.sentence, own, draw, context));
      now = { sentence: next.sentence, changed: changedSince(now, next) };
    });
    return now;
  };
  return {
    edited,
    ids(indices, firstPlace) {
      const ids = new Int32Array(indices.length * preparation.length);
      for (let i = 0; i < indices.length; i++)
        sentenceIds(
          preparation,
          edited(indices[i]!, randomKey(seed, 'text', firstPlace + i)).sentence,
          ids,
          i * preparation.length,
        );
      return ids;
    },
  };
}

/** What a step changed, and what steps before it did. */
function changedSince(before: Edited, { sentence, changed }: Edited): readonly boolean[] {
  if (!before.changed.includes(true)) return changed;
  const earlier = new Set(before.sentence.filter((_, i) => before.changed[i]));
  return changed.map((is, i) => is || earlier.has(sentence[i]!));
}

function checkNeeds({ name, needs }: TextAugmentation, features: TextFeatures): void {
  const there = { synonyms: features.thesaurus, paraphrases: features.paraphrases };
  if (needs && !there[needs]) throw new OptionError(`${name}: ${missing[needs]}.`);
}
