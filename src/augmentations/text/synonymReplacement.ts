import { checkTextOptions, type AlphaOptions, type TextAugmentation } from './augmentation.ts';
import type { Edit } from './edits.ts';
import { changeablePlaces, countOfShare, takePlace } from './words.ts';

/**
 * Puts synonyms in the place of words drawn at random, alpha · length of them.
 *
 * Texts: as many words as before; words without a synonym and kept words stay. Also `probability`, default 1.
 *
 * @throws {OptionError} alpha outside [0, 1].
 * @example { name: 'synonymReplacement', alpha: 0.1, copies: 4 }
 *
 * Departs from its source, which replaces a word wherever it stands in the sentence and counts it once.
 * @see Wei and Zou 2019, "EDA", arXiv:1901.11196.
 */
export const synonymReplacement: TextAugmentation<AlphaOptions> = Object.freeze({
  name: 'synonymReplacement',
  kind: 'text',
  explanation: 'puts synonyms in the place of words',
  usual: true,
  needs: 'synonyms',
  defaults: Object.freeze({ alpha: 'auto', copies: 'auto', guard: true, probability: 1 }),
  check: (options) => checkTextOptions('synonymReplacement', options),
  draw(sentence, { alpha, guard }, draw, context) {
    const count = countOfShare(alpha, sentence);
    const edits: Edit[] = [];
    if (count === 0) return edits;
    const places = changeablePlaces(sentence, guard, context);
    while (edits.length < count) {
      const at = takePlace(places, draw);
      if (at === undefined) break;
      const synonyms = context.synonyms(sentence[at]!);
      if (synonyms.length > 0)
        edits.push({ kind: 'replace', at, word: synonyms[draw.below(synonyms.length)]! });
    }
    return edits;
  },
} satisfies TextAugmentation<AlphaOptions>);
