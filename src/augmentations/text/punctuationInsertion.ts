import { checkTextOptions, type AlphaOptions, type TextAugmentation } from './augmentation.ts';
import { countOfShare, isInside, takePlace } from './words.ts';

const signs = ['.', ';', '?', ':', '!', ','] as const;

/**
 * Puts punctuation marks at random places: from one up to alpha · length of them, each number equally likely.
 *
 * Texts: all words stay, in their order; contractions and kept names are not parted. Also `probability`, default 1.
 *
 * @param options.alpha Greatest share of the words before which a mark is put. Default 1/3.
 * @throws {OptionError} alpha outside [0, 1].
 * @example { name: 'punctuationInsertion', copies: 4 }
 *
 * @see Karimi et al. 2021, "AEDA: an easier data augmentation technique", arXiv:2108.13230.
 */
export const punctuationInsertion: TextAugmentation<AlphaOptions> = Object.freeze({
  name: 'punctuationInsertion',
  kind: 'text',
  explanation: 'puts punctuation marks between the words',
  defaults: Object.freeze({ alpha: 1 / 3, copies: 'auto', guard: true, probability: 1 }),
  check: (options) => checkTextOptions('punctuationInsertion', options),
  draw(sentence, { alpha, guard }, draw) {
    const most = countOfShare(alpha, sentence);
    if (most === 0) return [];
    const places: number[] = [];
    for (let i = 0; i < sentence.length; i++) if (!isInside(sentence, i, guard)) places.push(i);
    const count = Math.min(1 + draw.below(most), places.length);
    return Array.from({ length: count }, () => ({
      kind: 'insert',
      at: takePlace(places, draw)!,
      word: signs[draw.below(signs.length)]!,
    }));
  },
} satisfies TextAugmentation<AlphaOptions>);
