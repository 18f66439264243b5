import { checkTextOptions, type AlphaOptions, type TextAugmentation } from './augmentation.ts';
import type { Edit } from './edits.ts';
import { countOfShare, gapOf, isWord } from './words.ts';

/** A word with a synonym is looked for so often, as in the source. */
const tries = 10;

/**
 * Puts a synonym of a word drawn at random at a random place, alpha · length times.
 *
 * Texts: all words stay, in their order; contractions and kept names are not parted. Also `probability`, default 1.
 *
 * @throws {OptionError} alpha outside [0, 1].
 * @example { name: 'randomInsertion', alpha: 0.1, copies: 4 }
 *
 * @see Wei and Zou 2019, "EDA", arXiv:1901.11196.
 */
export const randomInsertion: TextAugmentation<AlphaOptions> = Object.freeze({
  name: 'randomInsertion',
  kind: 'text',
  explanation: 'puts synonyms of words anywhere between them',
  usual: true,
  needs: 'synonyms',
  defaults: Object.freeze({ alpha: 'auto', copies: 'auto', guard: true, probability: 1 }),
  check: (options) => checkTextOptions('randomInsertion', options),
  draw(sentence, { alpha, guard }, draw, { synonyms, isKept }) {
    const edits: Edit[] = [];
    for (let left = countOfShare(alpha, sentence); left > 0; left--)
      for (let k = 0; k < tries; k++) {
        const token = sentence[draw.below(sentence.length)]!;
        // A second negation or number would change what is said, as the loss of one does.
        const words = isWord(token) && !(guard && isKept(token)) ? synonyms(token) : [];
        if (words.length === 0) continue;
        const at = gapOf(sentence, guard, draw);
        if (at !== undefined) edits.push({ kind: 'insert', at, word: words[draw.below(words.length)]! });
        break;
      }
    return edits;
  },
} satisfies TextAugmentation<AlphaOptions>);
