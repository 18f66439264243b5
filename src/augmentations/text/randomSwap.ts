import { checkTextOptions, type AlphaOptions, type TextAugmentation } from './augmentation.ts';
import type { Edit } from './edits.ts';
import { changeablePlaces, countOfShare } from './words.ts';

/**
 * Swaps two words drawn at random, alpha · length times.
 *
 * Texts: the same words in another order; a kept word stays in its place. Also `probability`, default 1.
 *
 * @throws {OptionError} alpha outside [0, 1].
 * @example { name: 'randomSwap', alpha: 0.1, copies: 4 }
 *
 * @see Wei and Zou 2019, "EDA", arXiv:1901.11196.
 */
export const randomSwap: TextAugmentation<AlphaOptions> = Object.freeze({
  name: 'randomSwap',
  kind: 'text',
  explanation: 'swaps words at random',
  usual: true,
  defaults: Object.freeze({ alpha: 'auto', copies: 'auto', guard: true, probability: 1 }),
  check: (options) => checkTextOptions('randomSwap', options),
  draw(sentence, { alpha, guard }, draw, context) {
    const places = changeablePlaces(sentence, guard, context);
    const edits: Edit[] = [];
    if (places.length < 2) return edits;
    for (let left = countOfShare(alpha, sentence); left > 0; left--) {
      const first = draw.below(places.length);
      const other = (first + 1 + draw.below(places.length - 1)) % places.length;
      edits.push({ kind: 'swap', at: places[first]!, with: places[other]! });
    }
    return edits;
  },
} satisfies TextAugmentation<AlphaOptions>);
